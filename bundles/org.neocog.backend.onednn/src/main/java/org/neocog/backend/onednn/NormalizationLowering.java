package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.neocog.backend.support.Fusions;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.tensor.Shape;

/** {@link NormalizationOp}, channels last. */
final class NormalizationLowering {
    private static final int AFFINE = dnnl_use_scale | dnnl_use_shift;

    private final Lowering to;
    private final Natives natives;

    NormalizationLowering(Lowering to) {
        this.to = to;
        natives = to.natives();
    }

    void lower(NormalizationOp op, Node node) {
        if (op instanceof NormalizationOp.BatchNormalizationTraining training) {
            training(training.epsilon(), node);
        } else if (op instanceof NormalizationOp.BatchNormalizationInference inference) {
            inference(inference.epsilon(), node);
        } else if (op instanceof NormalizationOp.BatchNormalizationGradient gradient) {
            gradient(gradient.epsilon(), node);
        } else if (op instanceof NormalizationOp.LocalResponseNormalization local) {
            Local sizes = new Local(local.size(), local.alpha(), local.beta(), local.k());
            Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
            localResponse(sizes, x, to.result(node.output(), Layout.CHANNELS_LAST, x.stored()));
        } else {
            NormalizationOp.LocalResponseNormalizationGradient local =
                    (NormalizationOp.LocalResponseNormalizationGradient) op;
            Operand x = to.last(node.input(0));
            Operand dy = to.last(node.input(1));
            Operand dx = to.result(node.output(), Layout.CHANNELS_LAST);
            to.add(new LocalResponseGradientKernel(to.team(), local, x, dy, dx));
        }
    }

    // ---- batch

    private dnnl_primitive_desc forward(int kind, dnnl_memory_desc x, double epsilon, int flags) {
        return natives.make(
                "batch_normalization",
                into -> dnnl_batch_normalization_forward_primitive_desc_create(
                        into, natives.engine(), kind, x, x, (float) epsilon, flags, natives.plain()));
    }

    private void training(double epsilon, Node node) {
        Fusions.Tail tail = to.fusions().tail(node);
        Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand scale = to.plain(node.input(1));
        Operand offset = to.plain(node.input(2));
        dnnl_memory_desc memory = natives.describe(x);
        dnnl_memory_desc channels = natives.describe(scale);
        Operand y = to.result(tail.result(), Layout.CHANNELS_LAST, x.stored());
        Operand mean = to.result(node.output(1), Layout.PLAIN);
        Operand variance = to.result(node.output(2), Layout.PLAIN);
        int flags = tail.relu() ? AFFINE | dnnl_fuse_norm_relu : AFFINE;
        dnnl_primitive_desc description = forward(dnnl_forward_training, memory, epsilon, flags);
        PrimitiveCommand command = to.primitive(description)
                .with(DNNL_ARG_SRC, memory, x.buffer())
                .with(DNNL_ARG_SCALE, channels, scale.buffer())
                .with(DNNL_ARG_SHIFT, channels, offset.buffer())
                .with(DNNL_ARG_MEAN, channels, mean.buffer())
                .with(DNNL_ARG_VARIANCE, channels, variance.buffer())
                .with(DNNL_ARG_DST, memory, y.buffer());
        if (tail.relu()) {
            dnnl_memory_desc kept = Natives.query(description, dnnl_query_workspace_md);
            Buffer workspace = Buffer.planned(Math.max(1, dnnl_memory_desc_get_size(kept)));
            to.keep(node, workspace);
            command.with(DNNL_ARG_WORKSPACE, kept, workspace);
        }
        to.add(command);
        if (tail.relu()) {
            to.add(new NormalizationGuard(epsilon, x, scale, offset, mean, variance, y));
        }
    }

    private void inference(double epsilon, Node node) {
        Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand[] perChannel = new Operand[4];
        for (int i = 0; i < 4; i++) {
            perChannel[i] = to.plain(node.input(i + 1));
        }
        dnnl_memory_desc memory = natives.describe(x);
        dnnl_memory_desc channels = natives.describe(perChannel[0]);
        Operand y = to.result(node.output(), Layout.CHANNELS_LAST, x.stored());
        to.add(to.primitive(forward(dnnl_forward_inference, memory, epsilon, AFFINE | dnnl_use_global_stats))
                .with(DNNL_ARG_SRC, memory, x.buffer())
                .with(DNNL_ARG_SCALE, channels, perChannel[0].buffer())
                .with(DNNL_ARG_SHIFT, channels, perChannel[1].buffer())
                .with(DNNL_ARG_MEAN, channels, perChannel[2].buffer())
                .with(DNNL_ARG_VARIANCE, channels, perChannel[3].buffer())
                .with(DNNL_ARG_DST, memory, y.buffer()));
    }

    private void gradient(double epsilon, Node node) {
        Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand scale = to.plain(node.input(1));
        Operand mean = to.plain(node.input(2));
        Operand variance = to.plain(node.input(3));
        Fusions.Masked masked = to.fusions().masked(node);
        Operand dy = to.factor(masked == null ? node.input(4) : masked.gradient(), Layout.CHANNELS_LAST);
        int flags = masked == null ? AFFINE : AFFINE | dnnl_fuse_norm_relu;
        dnnl_memory_desc memory = natives.describe(x);
        dnnl_memory_desc channels = natives.describe(scale);
        Operand dx = to.result(node.output(0), Layout.CHANNELS_LAST, x.stored());
        Operand dscale = to.result(node.output(1), Layout.PLAIN);
        Operand doffset = to.result(node.output(2), Layout.PLAIN);
        dnnl_primitive_desc hint = forward(dnnl_forward_training, memory, epsilon, flags);
        dnnl_primitive_desc description = natives.make(
                "batch_normalization_gradient",
                into -> dnnl_batch_normalization_backward_primitive_desc_create(
                        into,
                        natives.engine(),
                        dnnl_backward,
                        memory,
                        memory,
                        memory,
                        (float) epsilon,
                        flags,
                        hint,
                        natives.plain()));
        PrimitiveCommand command = to.primitive(description)
                .with(DNNL_ARG_SRC, memory, x.buffer())
                .with(DNNL_ARG_SCALE, channels, scale.buffer())
                .with(DNNL_ARG_MEAN, channels, mean.buffer())
                .with(DNNL_ARG_VARIANCE, channels, variance.buffer())
                .with(DNNL_ARG_DIFF_DST, memory, dy.buffer())
                .with(DNNL_ARG_DIFF_SRC, memory, dx.buffer())
                .with(DNNL_ARG_DIFF_SCALE, channels, dscale.buffer())
                .with(DNNL_ARG_DIFF_SHIFT, channels, doffset.buffer());
        if (masked != null) {
            command.with(DNNL_ARG_WORKSPACE, Natives.query(hint, dnnl_query_workspace_md), to.kept(masked.forward()));
        }
        to.add(command);
    }

    // ---- local response

    private record Local(int size, double alpha, double beta, double k) {}

    /** The value as an image: the library wants four dimensions. */
    private dnnl_memory_desc image(Operand x) {
        Shape shape = x.shape();
        long plane = shape.range(2, shape.rank()).size();
        Shape image = Shape.of(shape.dim(0), shape.dim(1), plane, 1);
        return natives.describe(image.dims(), Layout.CHANNELS_LAST.strides(image), x.stored());
    }

    private dnnl_primitive_desc localForward(Local local, dnnl_memory_desc image) {
        return natives.make(
                "local_response_normalization",
                into -> dnnl_lrn_forward_primitive_desc_create(
                        into,
                        natives.engine(),
                        dnnl_forward_inference,
                        dnnl_lrn_across_channels,
                        image,
                        image,
                        local.size,
                        (float) local.alpha,
                        (float) local.beta,
                        (float) local.k,
                        natives.plain()));
    }

    private void localResponse(Local local, Operand x, Operand y) {
        dnnl_memory_desc image = image(x);
        to.add(to.primitive(localForward(local, image))
                .with(DNNL_ARG_SRC, image, x.buffer())
                .with(DNNL_ARG_DST, image, y.buffer()));
    }
}
