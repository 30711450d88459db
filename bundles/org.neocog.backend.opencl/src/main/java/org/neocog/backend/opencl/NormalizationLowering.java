package org.neocog.backend.opencl;

import org.neocog.backend.support.Fusions;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link NormalizationOp}: batch normalization in two passes, statistics and what is made of them. */
final class NormalizationLowering {
    private static final int POWER = 60;

    private final Lowering to;
    private final Node node;
    private final ElementType element;
    private final Shape shape;

    private NormalizationLowering(Lowering to, Node node) {
        this.to = to;
        this.node = node;
        element = node.output(0).element();
        shape = node.input(0).shape();
    }

    static void lower(Lowering to, NormalizationOp op, Node node) {
        NormalizationLowering lowering = new NormalizationLowering(to, node);
        if (op instanceof NormalizationOp.BatchNormalizationTraining training) {
            lowering.training(training.epsilon());
        } else if (op instanceof NormalizationOp.BatchNormalizationInference inference) {
            lowering.inference(inference.epsilon());
        } else if (op instanceof NormalizationOp.BatchNormalizationGradient gradient) {
            lowering.gradient(gradient.epsilon());
        } else if (op instanceof NormalizationOp.LocalResponseNormalization local) {
            lowering.localResponse(local);
        } else {
            lowering.localResponseGradient((NormalizationOp.LocalResponseNormalizationGradient) op);
        }
    }

    private Launch launch(String name) {
        return to.kernel("norm", name, element);
    }

    private int[] numbers(int flag) {
        return new int[] {
            shape.intDim(0), shape.intDim(1), shape.range(2, shape.rank()).intSize(), flag
        };
    }

    private void perChannel(Launch launch) {
        long channels = shape.dim(1);
        boolean cpu = to.stream().session().cpuKernels();
        to.add(cpu ? launch.elements(channels, shape.size() / channels) : launch.groups(channels));
    }

    private void perElement(Launch launch, int work) {
        boolean cpu = to.stream().session().cpuKernels();
        long rows = shape.dim(0) * shape.dim(1);
        to.add(cpu ? launch.elements(rows, shape.size() / rows * work) : launch.elements(shape.size(), work));
    }

    private void training(double epsilon) {
        Buffer x = to.operand(node.input(0));
        Buffer means = to.result(node.output(1));
        Buffer variances = to.result(node.output(2));
        perChannel(launch("batch_statistics")
                .buffer(x)
                .buffer(means)
                .buffer(variances)
                .numbers(numbers(0)));
        normalize(x, means, variances, epsilon, to.fusions().tail(node));
    }

    private void inference(double epsilon) {
        normalize(
                to.operand(node.input(0)),
                to.operand(node.input(3)),
                to.operand(node.input(4)),
                epsilon,
                to.fusions().tail(node));
    }

    private void normalize(Buffer x, Buffer means, Buffer variances, double epsilon, Fusions.Tail tail) {
        perElement(
                launch("batch_normalize")
                        .buffer(x)
                        .buffer(to.operand(node.input(1)))
                        .buffer(to.operand(node.input(2)))
                        .buffer(means)
                        .buffer(variances)
                        .buffer(to.result(tail.result()))
                        .numbers(numbers(tail.relu() ? 1 : 0))
                        .real(epsilon),
                1);
    }

    private void gradient(double epsilon) {
        Fusions.Masked masked = to.fusions().masked(node);
        Buffer x = to.operand(node.input(0));
        Buffer means = to.operand(node.input(2));
        Buffer variances = to.operand(node.input(3));
        Value given = masked == null ? node.input(4) : masked.gradient();
        Buffer dy = to.operand(given);
        Buffer r = masked == null
                ? dy
                : to.operand(to.fusions().tail(masked.forward()).result());
        Buffer dscale = to.result(node.output(1));
        Buffer doffset = to.result(node.output(2));
        int flag = masked == null ? 0 : 1;
        perChannel(launch("batch_gradient_sums")
                .buffer(x)
                .buffer(means)
                .buffer(variances)
                .buffer(dy)
                .buffer(r)
                .buffer(dscale)
                .buffer(doffset)
                .numbers(numbers(flag))
                .real(epsilon));
        perElement(
                launch("batch_gradient")
                        .buffer(x)
                        .buffer(to.operand(node.input(1)))
                        .buffer(means)
                        .buffer(variances)
                        .buffer(dy)
                        .buffer(r)
                        .buffer(dscale)
                        .buffer(doffset)
                        .buffer(to.result(node.output(0)))
                        .numbers(numbers(flag))
                        .real(epsilon),
                2);
    }

    /** Scale and offset per channel that stand for a normalization with given statistics. */
    static Buffer[] affine(Lowering to, Node normalization) {
        NormalizationOp.BatchNormalizationInference op =
                (NormalizationOp.BatchNormalizationInference) normalization.op();
        Value scale = normalization.input(1);
        Buffer a = to.derived(scale.type().bytes());
        Buffer b = to.derived(scale.type().bytes());
        Launch launch = to.kernel("norm", "batch_affine", scale.element());
        for (int i = 1; i < 5; i++) {
            launch.buffer(to.operand(normalization.input(i)));
        }
        int channels = (int) scale.type().size();
        to.derive(
                launch.buffer(a).buffer(b).numbers(channels).real(op.epsilon()).elements(channels, 8));
        return new Buffer[] {a, b};
    }

    private void localResponse(NormalizationOp.LocalResponseNormalization op) {
        to.add(launch("local_response")
                .buffer(to.operand(node.input(0)))
                .buffer(to.result(node.output()))
                .numbers(numbers(op.size() / 2))
                .real(op.alpha() / op.size())
                .real(op.beta())
                .real(op.k())
                .elements(shape.size(), POWER));
    }

    private void localResponseGradient(NormalizationOp.LocalResponseNormalizationGradient op) {
        Buffer x = to.operand(node.input(0));
        Buffer dy = to.operand(node.input(1));
        Buffer products = Buffer.planned(node.output().type().bytes());
        to.add(launch("local_response_products")
                .buffer(x)
                .buffer(dy)
                .buffer(products)
                .numbers(numbers(op.size() / 2))
                .real(op.alpha() / op.size())
                .real(op.beta())
                .real(op.k())
                .elements(shape.size(), POWER));
        to.add(launch("local_response_gradient")
                .buffer(x)
                .buffer(dy)
                .buffer(products)
                .buffer(to.result(node.output()))
                .numbers(numbers(op.size() / 2))
                .real(op.alpha() / op.size())
                .real(op.beta())
                .real(op.k())
                .elements(shape.size(), POWER));
    }
}
