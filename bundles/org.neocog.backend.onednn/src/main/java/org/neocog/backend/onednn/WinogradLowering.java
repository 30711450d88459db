package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * Convolutions and their gradients by the input, which are convolutions by the filter turned by 180 degrees, as {@link WinogradConvolution}, and gradients by
 * the filter as {@link WinogradFilterGradient}, where that is faster. A filter that no step changes is transformed once.
 */
final class WinogradLowering {
    /** System property: {@code false} computes all convolutions directly, {@code always} those in tiles for which it goes. */
    static final String WINOGRAD = "neocog.onednn.winograd";

    private static final long LEAST_TILES = 256;
    private static final long LEAST_CHANNELS = 64;

    /** Tiles from which what is summed for a filter's gradient is worth its transform. */
    private static final long LEAST_TILES_OF_FILTER = 512;

    /** Multiplications with addition of a convolution from which it pays that Java compiles kernels. */
    private static final long LEAST_WORK = 1L << 28;

    /** The same where each step has to transform the filter. */
    private static final long LEAST_WORK_OF_TRAINING = 1L << 30;

    private static final long POINTS = WinogradFilter.POINTS;

    private static final String DIRECT = "direct";
    private static final String TILES = "tiles";

    private final Lowering to;
    private final LaneRuntime runtime;
    private final ConvolutionGeometry geometry;
    private final boolean gradient;

    private WinogradLowering(Lowering to, LaneRuntime runtime, ConvolutionGeometry geometry, boolean gradient) {
        this.to = to;
        this.runtime = runtime;
        this.geometry = geometry;
        this.gradient = gradient;
    }

    /**
     * How to lower a convolution so, or null where it does not go.
     *
     * @param gradient whether it is its gradient by the input instead
     */
    static @Nullable WinogradLowering of(Lowering to, ConvolutionGeometry geometry, Shape filter, boolean gradient) {
        LaneRuntime runtime =
                to.activations() == ElementType.FLOAT32 && filter.rank() == 4 ? LaneRuntime.instance() : null;
        if (runtime == null || "false".equals(System.getProperty(WINOGRAD))) {
            return null;
        }
        int lanes = runtime.kernels().lanes();
        boolean goes = geometry.groups() == 1
                && geometry.strides().equals(List.of(1, 1))
                && geometry.dilations().equals(List.of(1, 1))
                && filter.dim(2) == 3
                && filter.dim(3) == 3
                && filter.dim(0) % lanes == 0
                && filter.dim(1) % lanes == 0
                && geometry.padLow().stream().allMatch(pad -> pad >= 0 && pad <= 2);
        return goes ? new WinogradLowering(to, runtime, geometry, gradient) : null;
    }

    /**
     * Whether it is faster here.
     *
     * @param direct commands that compute the same by a primitive, to be timed
     */
    boolean isFaster(
            Operand x, Operand filter, Value result, WinogradConvolution.Tail tail, Supplier<List<Command>> direct) {
        boolean lasts = to.isFrozen() && to.isVariable(filter);
        if ("always".equals(System.getProperty(WINOGRAD))) {
            return true;
        }
        Operand source = new Operand(Buffer.planned(x.bytes()), x.type(), Layout.CHANNELS_LAST);
        Operand target = new Operand(Buffer.planned(result.type().bytes()), result.type(), Layout.CHANNELS_LAST);
        WinogradConvolution.Tail apart = new WinogradConvolution.Tail(
                tail.bias() == null ? null : elsewhere(tail.bias()),
                tail.added() == null ? null : elsewhere(tail.added()),
                tail.relu());
        Map<String, Supplier<List<Command>>> ways = new LinkedHashMap<>();
        ways.put(DIRECT, direct);
        Filters filters = lasts
                ? wanted -> Buffer.planned(dnnl_memory_desc_get_size(wanted))
                : wanted -> filterAs(elsewhere(filter), wanted);
        ways.put(TILES, () -> to.apart(() -> lower(source, filters, apart, target, List.of())));
        String key = (gradient ? "gradient " : "convolution ") + x.shape() + " to " + result.shape() + " " + geometry
                + ", tail="
                + (tail.bias() == null ? "" : "bias ") + (tail.added() == null ? "" : "sum ")
                + (tail.relu() ? "relu" : "");
        String usual = pays(x.shape(), result.shape(), lasts) ? TILES : DIRECT;
        return to.tuner().choose(key, usual, ways).equals(TILES);
    }

    /** The same in other memory. */
    private static Operand elsewhere(Operand operand) {
        return new Operand(Buffer.planned(operand.bytes()), operand.type(), operand.layout(), operand.stored());
    }

    /** Whether it was faster on most machines: with fewer tiles the filter is read too seldom, with fewer channels transforms take too long. */
    private static boolean pays(Shape x, Shape y, boolean lasts) {
        long work = 9 * y.size() * x.dim(1);
        return tiles(y) >= LEAST_TILES
                && Math.min(x.dim(1), y.dim(1)) >= LEAST_CHANNELS
                && work >= (lasts ? LEAST_WORK : LEAST_WORK_OF_TRAINING);
    }

    private static long tiles(Shape y) {
        return y.dim(0) * ((y.dim(2) + 1) / 2) * ((y.dim(3) + 1) / 2);
    }

    /** Makes memory for the transformed filter as the product wants it. */
    interface Filters {
        Buffer as(dnnl_memory_desc wanted);
    }

    /**
     * @param filters where the transformed filter is
     * @param exact commands that compute the same directly, for what is not finite
     */
    void lower(Operand x, Filters filters, WinogradConvolution.Tail tail, Operand y, List<Command> exact) {
        Natives natives = to.natives();
        int in = x.shape().intDim(1);
        int out = y.shape().intDim(1);
        int threads = to.team().threads();
        WinogradTiling tiling = WinogradTiling.of(x.shape(), y.shape(), threads);
        long tiles = tiling.tilesPerBlock();
        dnnl_memory_desc patches = describe(POINTS, tiles, in);
        dnnl_memory_desc products = describe(POINTS, tiles, out);
        dnnl_memory_desc any = natives.any(new long[] {POINTS, in, out}, ElementType.FLOAT32);
        OneDnnLibrary.threads(1).run();
        dnnl_primitive_desc description = natives.make(
                "winograd",
                into -> dnnl_matmul_primitive_desc_create(
                        into, natives.engine(), patches, any, null, products, natives.plain()));
        natives.enter();
        dnnl_memory_desc weights = Natives.query(description, dnnl_query_weights_md);
        Buffer transformed = filters.as(weights);
        WinogradConvolution command = new WinogradConvolution(to, runtime, x, pad(0), pad(1), tail, tiling, y, exact);
        for (int i = 0; i < threads; i++) {
            Buffer from = Buffer.planned(POINTS * tiles * in * 4);
            Buffer into = Buffer.planned(POINTS * tiles * out * 4);
            OneDnnLibrary.threads(1).run();
            PrimitiveCommand product = to.primitive(description)
                    .with(DNNL_ARG_SRC, patches, from)
                    .with(DNNL_ARG_WEIGHTS, weights, transformed)
                    .with(DNNL_ARG_DST, products, into);
            natives.enter();
            command.add(new WinogradConvolution.Part(product, from, into));
        }
        to.add(command);
    }

    /**
     * Whether a gradient by the filter is faster so.
     *
     * @param direct commands that compute the same by a primitive, to be timed
     */
    boolean isFaster(Operand x, Operand dy, Value result, @Nullable Value bias, Supplier<List<Command>> direct) {
        if ("always".equals(System.getProperty(WINOGRAD))) {
            return true;
        }
        Operand source = new Operand(Buffer.planned(x.bytes()), x.type(), Layout.CHANNELS_LAST);
        Operand gradient = new Operand(Buffer.planned(dy.bytes()), dy.type(), Layout.CHANNELS_LAST);
        Operand target = new Operand(Buffer.planned(result.type().bytes()), result.type(), Layout.PLAIN);
        Operand sums =
                bias == null ? null : new Operand(Buffer.planned(bias.type().bytes()), bias.type(), Layout.PLAIN);
        Map<String, Supplier<List<Command>>> ways = new LinkedHashMap<>();
        ways.put(DIRECT, direct);
        ways.put(TILES, () -> to.apart(() -> filterGradient(source, gradient, target, sums, List.of())));
        String key =
                "filter gradient " + x.shape() + " by " + dy.shape() + " " + geometry + (bias == null ? "" : ", bias");
        boolean enough = tiles(dy.shape()) >= LEAST_TILES_OF_FILTER;
        String usual = enough && pays(x.shape(), dy.shape(), false) ? TILES : DIRECT;
        return to.tuner().choose(key, usual, ways).equals(TILES);
    }

    /** @param exact commands that compute the same directly, for what is not finite */
    void filterGradient(Operand x, Operand dy, Operand dw, @Nullable Operand bias, List<Command> exact) {
        int in = x.shape().intDim(1);
        int out = dy.shape().intDim(1);
        int threads = to.team().threads();
        WinogradTiling tiling = WinogradTiling.ofGradient(x.shape(), dy.shape(), threads);
        long tiles = tiling.tilesPerBlock();
        Natives natives = to.natives();
        dnnl_memory_desc patches = describe(POINTS, tiles, in);
        dnnl_memory_desc gradients = natives.describe(
                new long[] {POINTS, out, tiles}, new long[] {tiles * out, 1, out}, ElementType.FLOAT32);
        dnnl_memory_desc sums = describe(POINTS, out, in);
        OneDnnLibrary.threads(1).run();
        dnnl_primitive_desc first = product(gradients, patches, sums, natives.plain());
        dnnl_primitive_desc next = product(gradients, patches, sums, natives.adding());
        natives.enter();
        WinogradPatches all = new WinogradPatches(runtime, x, pad(0), pad(1), tiling);
        WinogradFilterGradient command = new WinogradFilterGradient(to, runtime, all, x, dy, dw, bias, tiling, exact);
        for (int i = 0; i < threads; i++) {
            Buffer transformed = Buffer.planned(POINTS * tiles * in * 4);
            Buffer spread = Buffer.planned(POINTS * tiles * out * 4);
            Buffer summed = Buffer.planned(POINTS * out * in * 4);
            OneDnnLibrary.threads(1).run();
            PrimitiveCommand begin = to.primitive(first);
            PrimitiveCommand add = to.primitive(next);
            for (PrimitiveCommand product : List.of(begin, add)) {
                product.with(DNNL_ARG_SRC, gradients, spread)
                        .with(DNNL_ARG_WEIGHTS, patches, transformed)
                        .with(DNNL_ARG_DST, sums, summed);
            }
            natives.enter();
            command.add(new WinogradFilterGradient.Part(begin, add, transformed, spread, summed));
        }
        to.add(command);
    }

    private dnnl_primitive_desc product(
            dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc sums, dnnl_primitive_attr attributes) {
        return to.natives()
                .make(
                        "winograd",
                        into -> dnnl_matmul_primitive_desc_create(
                                into, to.natives().engine(), a, b, null, sums, attributes));
    }

    private int pad(int axis) {
        int pad = geometry.padLow().get(axis);
        return gradient ? 2 - pad : pad;
    }

    private dnnl_memory_desc describe(long... dims) {
        return to.natives().describe(dims, Shape.of(dims).strides(), ElementType.FLOAT32);
    }

    /** The transformed filter as the product wants it. */
    Buffer filterAs(Operand filter, dnnl_memory_desc wanted) {
        Natives natives = to.natives();
        long out = filter.shape().dim(0);
        long in = filter.shape().dim(1);
        Buffer plain = Buffer.planned(POINTS * in * out * 4);
        long[] dims = gradient ? new long[] {POINTS, out, in} : new long[] {POINTS, in, out};
        long[] strides = gradient ? new long[] {in * out, in, 1} : new long[] {in * out, 1, in};
        dnnl_memory_desc is = natives.describe(dims, strides, ElementType.FLOAT32);
        Buffer transformed = to.derived(dnnl_memory_desc_get_size(wanted));
        to.derive(new WinogradFilter(to.team(), filter, plain, gradient));
        to.derive(to.reordering(is, plain, wanted, transformed));
        return transformed;
    }
}
