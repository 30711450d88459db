package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.support.Fusions;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * {@link ConvolutionOp}: activations have their channels last; where the library has only its reference loops for that, it chooses. Filters are
 * brought into the layout that each direction wants.
 */
final class ConvolutionLowering {
    /** Numbers in a vector register. */
    private static final int LANES = 16;

    /** Names of what is chosen from: activations with their channels last, and in what layout the library likes. */
    private static final String LAST = "channels-last";

    private static final String ANY = "library";

    /** What is added to a convolution, as an argument of its primitive. */
    private static final int ADDED = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;

    private final Lowering to;
    private final Natives natives;
    private final ConvolutionGeometry geometry;
    /** Of activations and filters. */
    private final ElementType element;

    private final long[] strides;
    private final long[] dilations;
    private final long[] low;
    private final long[] high;

    ConvolutionLowering(Lowering to, ConvolutionOp op) {
        this.to = to;
        natives = to.natives();
        geometry = op.geometry();
        element = to.activations();
        strides = longs(geometry.strides(), 0);
        dilations = longs(geometry.dilations(), -1);
        low = longs(geometry.padLow(), 0);
        high = longs(geometry.padHigh(), 0);
    }

    private static long[] longs(List<Integer> values, int added) {
        return values.stream().mapToLong(value -> value + added).toArray();
    }

    void lower(Node node) {
        if (node.op() instanceof ConvolutionOp.Convolution) {
            forward(node);
        } else if (node.op() instanceof ConvolutionOp.ConvolutionInputGradient) {
            inputGradient(node);
        } else {
            filterGradient(node);
        }
    }

    /** Sizes of the filter as the library counts them: groups are a dimension of their own. */
    private long[] filterDims(Shape filter) {
        if (geometry.groups() == 1) {
            return filter.dims();
        }
        long[] dims = new long[filter.rank() + 1];
        dims[0] = geometry.groups();
        dims[1] = filter.dim(0) / geometry.groups();
        System.arraycopy(filter.dims(), 1, dims, 2, filter.rank() - 1);
        return dims;
    }

    private dnnl_memory_desc plainFilter(Shape filter) {
        long[] dims = filterDims(filter);
        return natives.describe(dims, Shape.of(dims).strides(), ElementType.FLOAT32);
    }

    /** Makes one kind of description from those of the activations. */
    private interface Maker {
        @Nullable
        dnnl_primitive_desc make(dnnl_memory_desc x, dnnl_memory_desc y);
    }

    private boolean isSingle(Shape x) {
        return geometry.groups() == 1 && x.dim(1) == 1;
    }

    /**
     * With the channels last if there is a fast implementation, else with whatever there is one for.
     *
     * <p>Where it is known which is faster here, conversions included, that counts.
     *
     * @param few whether there are so few channels that the library's own choice was measured to be faster, conversions included
     */
    private dnnl_primitive_desc choose(
            String what, boolean few, Shape x, Shape y, Maker maker, ConvolutionTrial trial) {
        dnnl_primitive_desc last = maker.make(describeLast(x), describeLast(y));
        boolean usual = last != null && !few && isGood(Natives.implementation(last), x);
        String key = what + " " + x + " to " + y + " " + geometry;
        if (last != null && usual && !to.tuner().mayKnow(key)) {
            return last;
        }
        dnnl_primitive_desc any = maker.make(natives.any(x.dims(), element), natives.any(y.dims(), element));
        boolean good = any != null && !Natives.implementation(any).startsWith("ref");
        if (last != null && !good) {
            return last;
        }
        if (any == null) {
            throw new BackendException("onednn: " + what + " of input " + x + ", output " + y
                    + ", " + geometry + ": the library must implement it, but does not. Use the backend"
                    + " \"reference\" for this model and report it.");
        }
        if (last == null || Natives.implementation(last).startsWith("ref")) {
            return any;
        }
        Map<String, Supplier<List<Command>>> ways = new LinkedHashMap<>();
        ways.put(LAST, () -> trial.commands(last));
        ways.put(ANY, () -> trial.commands(any));
        return to.tuner().choose(key, usual ? LAST : ANY, ways).equals(LAST) ? last : any;
    }

    /** Neither loops for reference only, nor one that multiplies the filter with padding where there is one channel. */
    private boolean isGood(String implementation, Shape x) {
        boolean padded = Arrays.stream(low).anyMatch(pad -> pad > 0)
                || Arrays.stream(high).anyMatch(pad -> pad > 0);
        boolean single = x.dim(1) == geometry.groups();
        return !implementation.startsWith("ref") && !(implementation.startsWith("brg") && padded && single);
    }

    private dnnl_memory_desc describeLast(Shape shape) {
        return natives.describe(shape.dims(), Layout.CHANNELS_LAST.strides(shape), element);
    }

    private @Nullable dnnl_primitive_desc forward(
            dnnl_memory_desc x,
            dnnl_memory_desc w,
            @Nullable dnnl_memory_desc bias,
            dnnl_memory_desc y,
            dnnl_primitive_attr attributes) {
        return natives.find(into -> dnnl_convolution_forward_primitive_desc_create(
                into,
                natives.engine(),
                dnnl_forward_training,
                dnnl_convolution_direct,
                x,
                w,
                bias,
                y,
                strides,
                dilations,
                low,
                high,
                attributes));
    }

    /** A convolution and what is applied to it, with operands that are there. */
    private record Product(
            Node node,
            Fusions.Tail tail,
            Operand x,
            Operand filter,
            @Nullable FoldedFilter folded,
            @Nullable Operand bias,
            @Nullable Operand added,
            boolean inPlace) {}

    private void forward(Node node) {
        Fusions.Tail tail = to.fusions().tail(node);
        Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand w = to.plain(node.input(1));
        FoldedFilter folded = tail.normalization() == null ? null : fold(w, tail, tail.normalization());
        Value bias = tail.bias();
        Operand biasOperand = folded != null ? folded.bias() : bias == null ? null : to.plain(bias);
        Value sum = tail.sum();
        Operand added = sum == null ? null : to.factor(sum, Layout.CHANNELS_LAST);
        WinogradLowering tiles = WinogradLowering.of(to, geometry, w.shape(), false);
        boolean inPlace = sum != null
                && added != null
                && tiles == null
                && x.buffer() != added.buffer()
                && to.isReadLast(sum, added);
        forward(new Product(node, tail, x, w, folded, biasOperand, added, inPlace), tiles);
    }

    /** @param tiles what can compute it instead of a primitive as long as all numbers are finite, or null */
    private void forward(Product product, @Nullable WinogradLowering tiles) {
        Fusions.Tail tail = product.tail;
        Operand x = product.x;
        Shape shape = product.node.output().shape();
        dnnl_memory_desc biasMemory = product.bias == null ? null : natives.describe(product.bias);
        dnnl_memory_desc filter = natives.any(filterDims(product.filter.shape()), element);
        boolean sum = product.added != null;
        dnnl_primitive_desc fused = !sum
                ? null
                : forward(
                        describeLast(x.shape()),
                        filter,
                        biasMemory,
                        describeLast(shape),
                        attributes(shape, tail, product.inPlace));
        boolean together = !sum || fused != null && isGood(Natives.implementation(fused), x.shape());
        dnnl_primitive_attr attributes = !sum && tail.relu() ? attributes(shape, tail, false) : natives.plain();
        boolean lasts = to.isFrozen() && to.isVariable(product.filter);
        ConvolutionTrial trial = new ConvolutionTrial(to)
                .reads(DNNL_ARG_SRC, dnnl_query_src_md, describeLast(x.shape()))
                .reads(DNNL_ARG_WEIGHTS, dnnl_query_weights_md, lasts ? null : plainFilter(product.filter.shape()))
                .reads(DNNL_ARG_BIAS, biasMemory)
                .writes(DNNL_ARG_DST, dnnl_query_dst_md, describeLast(shape));
        dnnl_primitive_desc description = together && fused != null
                ? fused
                : choose(
                        "convolution",
                        isSingle(x.shape()),
                        x.shape(),
                        shape,
                        (source, target) -> forward(source, filter, biasMemory, target, attributes),
                        trial);
        Value result = together ? tail.result() : product.node.output();
        WinogradConvolution.Tail after = new WinogradConvolution.Tail(product.bias, product.added, tail.relu());
        trial.reads(ADDED, product.added == null ? null : describeLast(shape));
        if (tiles == null
                || !together
                || !tiles.isFaster(
                        x, product.filter, product.node.output(), after, () -> trial.commands(description))) {
            FoldedFilter folded = product.folded;
            dnnl_memory_desc weights = Natives.query(description, dnnl_query_weights_md);
            Buffer filterBuffer = folded != null ? folded.as(weights) : filterAs(weights, product.filter);
            Operand y = product.added != null && product.inPlace && together
                    ? to.resultAt(result, product.added)
                    : to.result(result, Layout.CHANNELS_LAST, element);
            emit(product, description, biasMemory, filterBuffer, y, together);
            if (product.added != null && !together) {
                ElementwiseLowering.sum(to, y, product.added, tail);
            }
            return;
        }
        Operand y = to.result(result, Layout.CHANNELS_LAST, element);
        Operand plain = product.folded == null ? product.filter : product.folded.plain();
        List<Command> exact = to.apart(() -> {
            Buffer reordered = filterOnce(Natives.query(description, dnnl_query_weights_md), plain);
            emit(product, description, biasMemory, reordered, y, true);
        });
        tiles.lower(x, wanted -> tiles.filterAs(plain, wanted), after, y, exact);
    }

    private void emit(
            Product product,
            dnnl_primitive_desc description,
            @Nullable dnnl_memory_desc biasMemory,
            Buffer filter,
            Operand y,
            boolean together) {
        dnnl_memory_desc sourceMemory = Natives.query(description, dnnl_query_src_md);
        Buffer source = to.as(sourceMemory, product.x);
        Target target = new Target(y, Natives.query(description, dnnl_query_dst_md));
        PrimitiveCommand command = to.primitive(description)
                .with(DNNL_ARG_SRC, sourceMemory, source)
                .with(DNNL_ARG_WEIGHTS, Natives.query(description, dnnl_query_weights_md), filter)
                .with(DNNL_ARG_DST, target.description, target.buffer);
        if (product.bias != null && biasMemory != null) {
            command.with(DNNL_ARG_BIAS, biasMemory, product.bias.buffer());
        }
        if (product.added != null && together && !product.inPlace) {
            command.with(ADDED, natives.describe(product.added), product.added.buffer());
        }
        to.add(command);
        target.finish();
    }

    /** Attributes that add and apply what follows. */
    private dnnl_primitive_attr attributes(Shape shape, Fusions.Tail tail, boolean inPlace) {
        float slope = tail.relu() ? ElementwiseLowering.RELU_SLOPE : Float.NaN;
        dnnl_memory_desc sum = tail.sum() == null ? null : describeLast(shape);
        return inPlace ? natives.addingInPlace(slope) : natives.attributes(sum, slope);
    }

    private FoldedFilter fold(Operand w, Fusions.Tail tail, Node normalization) {
        Operand[] perChannel = new Operand[4];
        for (int i = 0; i < 4; i++) {
            perChannel[i] = to.plain(normalization.input(i + 1));
        }
        Value bias = tail.bias();
        TensorType type = perChannel[0].type();
        Operand folded = new Operand(to.derived(type.bytes()), type, Layout.PLAIN);
        Buffer factors = to.derived(type.bytes());
        double epsilon = ((NormalizationOp.BatchNormalizationInference) normalization.op()).epsilon();
        Operand plain = bias == null ? null : to.plain(bias);
        to.derive(new FoldCommand(plain, perChannel, epsilon, factors, folded.buffer()));
        return new FoldedFilter(to, w, plainFilter(w.shape()), geometry.groups() > 1, factors, folded);
    }

    /** The filter as a primitive wants it. */
    private Buffer filterAs(dnnl_memory_desc wanted, Operand filter) {
        dnnl_memory_desc is = plainFilter(filter.shape());
        if (dnnl_memory_desc_equal(is, wanted) != 0) {
            return filter.buffer();
        }
        long bytes = dnnl_memory_desc_get_size(wanted);
        boolean lasts = to.isVariable(filter);
        Buffer copy = lasts ? to.derived(bytes) : Buffer.planned(bytes);
        Command reordering = to.reordering(is, filter.buffer(), wanted, copy);
        if (lasts) {
            to.derive(reordering);
        } else {
            to.add(reordering);
        }
        return copy;
    }

    /** The same for a primitive that is seldom run. */
    private Buffer filterOnce(dnnl_memory_desc wanted, Operand filter) {
        Buffer copy = Buffer.planned(dnnl_memory_desc_get_size(wanted));
        to.reorder(plainFilter(filter.shape()), filter.buffer(), wanted, copy);
        return copy;
    }

    private dnnl_primitive_desc hint(dnnl_memory_desc x, Shape filter, dnnl_memory_desc y) {
        dnnl_primitive_desc hint = forward(x, natives.any(filterDims(filter), element), null, y, natives.plain());
        if (hint == null) {
            throw new BackendException("onednn: convolution with filter " + filter + ", " + geometry
                    + ": the library must implement it, but does not. Use the backend \"reference\" and report it.");
        }
        return hint;
    }

    private void inputGradient(Node node) {
        Operand dy = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand w = to.plain(node.input(1));
        Shape shape = node.output().shape();
        dnnl_memory_desc filter = natives.any(filterDims(w.shape()), element);
        ConvolutionTrial trial = new ConvolutionTrial(to)
                .reads(DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, describeLast(dy.shape()))
                .reads(DNNL_ARG_WEIGHTS, dnnl_query_weights_md, plainFilter(w.shape()))
                .writes(DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md, describeLast(shape));
        dnnl_primitive_desc description = choose(
                node.op().name(),
                geometry.groups() == 1 && shape.dim(1) < LANES,
                shape,
                dy.shape(),
                (x, y) -> natives.find(into -> dnnl_convolution_backward_data_primitive_desc_create(
                        into,
                        natives.engine(),
                        dnnl_convolution_direct,
                        x,
                        filter,
                        y,
                        strides,
                        dilations,
                        low,
                        high,
                        hint(x, w.shape(), y),
                        natives.plain())),
                trial);
        dnnl_memory_desc weights = Natives.query(description, dnnl_query_weights_md);
        WinogradConvolution.Tail nothing = new WinogradConvolution.Tail(null, null, false);
        WinogradLowering tiles = WinogradLowering.of(to, geometry, w.shape(), true);
        if (tiles == null || !tiles.isFaster(dy, w, node.output(), nothing, () -> trial.commands(description))) {
            Buffer reordered = filterAs(weights, w);
            emitInputGradient(description, dy, reordered, to.result(node.output(), Layout.CHANNELS_LAST, element));
            return;
        }
        Operand dx = to.result(node.output(), Layout.CHANNELS_LAST, element);
        List<Command> exact = to.apart(() -> emitInputGradient(description, dy, filterOnce(weights, w), dx));
        tiles.lower(dy, wanted -> tiles.filterAs(w, wanted), nothing, dx, exact);
    }

    private void emitInputGradient(dnnl_primitive_desc description, Operand dy, Buffer filter, Operand dx) {
        dnnl_memory_desc gradient = Natives.query(description, dnnl_query_diff_dst_md);
        Buffer source = to.as(gradient, dy);
        Target target = new Target(dx, Natives.query(description, dnnl_query_diff_src_md));
        to.add(to.primitive(description)
                .with(DNNL_ARG_DIFF_DST, gradient, source)
                .with(DNNL_ARG_WEIGHTS, Natives.query(description, dnnl_query_weights_md), filter)
                .with(DNNL_ARG_DIFF_SRC, target.description, target.buffer));
        target.finish();
    }

    private void filterGradient(Node node) {
        Operand x = to.factor(node.input(0), Layout.CHANNELS_LAST);
        Operand dy = to.factor(node.input(1), Layout.CHANNELS_LAST);
        Shape filter = node.output().shape();
        Value biasGradient = to.fusions().biasGradient(node);
        dnnl_memory_desc any = natives.any(filterDims(filter), ElementType.FLOAT32);
        Operand bias = biasGradient == null ? null : to.result(biasGradient, Layout.PLAIN);
        dnnl_memory_desc biasMemory = bias == null ? null : natives.describe(bias);
        ConvolutionTrial trial = new ConvolutionTrial(to)
                .reads(DNNL_ARG_SRC, dnnl_query_src_md, describeLast(x.shape()))
                .reads(DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, describeLast(dy.shape()))
                .writes(DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, plainFilter(filter))
                .writes(DNNL_ARG_DIFF_BIAS, biasMemory);
        dnnl_primitive_desc description = choose(
                node.op().name(),
                isSingle(x.shape()),
                x.shape(),
                dy.shape(),
                (source, target) -> natives.find(into -> dnnl_convolution_backward_weights_primitive_desc_create(
                        into,
                        natives.engine(),
                        dnnl_convolution_direct,
                        source,
                        any,
                        biasMemory,
                        target,
                        strides,
                        dilations,
                        low,
                        high,
                        hint(source, filter, target),
                        natives.plain())),
                trial);
        WinogradLowering tiles = WinogradLowering.of(to, geometry, filter, false);
        boolean direct =
                tiles == null || !tiles.isFaster(x, dy, node.output(), biasGradient, () -> trial.commands(description));
        Operand dw = to.result(node.output(), Layout.PLAIN);
        PointwiseLowering pointwise = bias == null ? PointwiseLowering.of(to, geometry, filter, x, dy) : null;
        if (pointwise != null && pointwise.isFaster(() -> trial.commands(description))) {
            pointwise.lower(dw.buffer());
            return;
        }
        if (tiles == null || direct) {
            emitFilterGradient(description, x, dy, dw, bias);
            return;
        }
        List<Command> exact = to.apart(() -> emitFilterGradient(description, x, dy, dw, bias));
        tiles.filterGradient(x, dy, dw, bias, exact);
    }

    private void emitFilterGradient(
            dnnl_primitive_desc description, Operand x, Operand dy, Operand dw, @Nullable Operand bias) {
        dnnl_memory_desc xMemory = Natives.query(description, dnnl_query_src_md);
        dnnl_memory_desc dyMemory = Natives.query(description, dnnl_query_diff_dst_md);
        dnnl_memory_desc dwMemory = Natives.query(description, dnnl_query_diff_weights_md);
        Buffer source = to.as(xMemory, x);
        Buffer gradient = to.as(dyMemory, dy);
        dnnl_memory_desc plain = plainFilter(dw.shape());
        boolean same = dnnl_memory_desc_equal(plain, dwMemory) != 0;
        Buffer target = same ? dw.buffer() : Buffer.planned(dnnl_memory_desc_get_size(dwMemory));
        PrimitiveCommand command = to.primitive(description)
                .with(DNNL_ARG_SRC, xMemory, source)
                .with(DNNL_ARG_DIFF_DST, dyMemory, gradient)
                .with(DNNL_ARG_DIFF_WEIGHTS, dwMemory, target);
        if (bias != null) {
            command.with(DNNL_ARG_DIFF_BIAS, natives.describe(bias), bias.buffer());
        }
        to.add(command);
        if (!same) {
            to.reorder(dwMemory, target, plain, dw.buffer());
        }
    }

    /** Where a primitive writes an activation: directly, if it wants the channels last, else into a buffer that is converted after it. */
    private final class Target {
        final dnnl_memory_desc description;
        final Buffer buffer;
        private final Operand operand;

        Target(Operand operand, dnnl_memory_desc wanted) {
            description = wanted;
            this.operand = operand;
            boolean direct = dnnl_memory_desc_equal(describeLast(operand.shape()), wanted) != 0;
            buffer = direct ? operand.buffer() : Buffer.planned(dnnl_memory_desc_get_size(wanted));
        }

        void finish() {
            if (buffer != operand.buffer()) {
                to.reorder(description, buffer, natives.describe(operand), operand.buffer());
            }
        }
    }
}
