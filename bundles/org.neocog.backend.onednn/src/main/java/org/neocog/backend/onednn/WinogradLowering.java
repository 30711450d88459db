package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Convolutions as {@link WinogradConvolution}, where that is faster. The filter is a variable that no step changes: it is transformed once. */
final class WinogradLowering {
    /** System property: {@code false} computes all convolutions directly. */
    static final String WINOGRAD = "neocog.onednn.winograd";

    private static final long TILES = 256;
    private static final long CHANNELS = 64;

    private static final long POINTS = WinogradFilter.POINTS;

    private final Lowering to;
    private final LaneRuntime runtime;
    private final ConvolutionGeometry geometry;

    private WinogradLowering(Lowering to, LaneRuntime runtime, ConvolutionGeometry geometry) {
        this.to = to;
        this.runtime = runtime;
        this.geometry = geometry;
    }

    /** How to lower a convolution of these shapes so, or null where it does not go or does not pay. */
    static @Nullable WinogradLowering of(Lowering to, ConvolutionGeometry geometry, Shape x, Shape filter, Shape y) {
        LaneRuntime runtime = to.activations() == ElementType.FLOAT32 && x.rank() == 4 ? LaneRuntime.instance() : null;
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
                && geometry.padLow().stream().allMatch(pad -> pad >= 0);
        return goes && pays(x, y) ? new WinogradLowering(to, runtime, geometry) : null;
    }

    /** Whether it was measured to be faster: with fewer tiles the filter is read too seldom, with fewer channels transforms take too long. */
    private static boolean pays(Shape x, Shape y) {
        long tiles = y.dim(0) * ((y.dim(2) + 1) / 2) * ((y.dim(3) + 1) / 2);
        return tiles >= TILES && Math.min(x.dim(1), y.dim(1)) >= CHANNELS;
    }

    /** @param exact commands that compute the same directly, for what is not finite */
    void lower(Operand x, Operand filter, WinogradConvolution.Tail tail, Operand y, List<Command> exact) {
        Natives natives = to.natives();
        int in = x.shape().intDim(1);
        int out = y.shape().intDim(1);
        int threads = to.team().threads();
        WinogradConvolution.Tiling tiling = WinogradConvolution.Tiling.of(x.shape(), y.shape(), threads);
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
        Buffer transformed = filterAs(filter, weights);
        WinogradConvolution command = new WinogradConvolution(
                to, runtime, x, geometry.padLow().get(0), geometry.padLow().get(1), tail, tiling, y, exact);
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

    private dnnl_memory_desc describe(long... dims) {
        return to.natives().describe(dims, Shape.of(dims).strides(), ElementType.FLOAT32);
    }

    /** The transformed filter as the product wants it. */
    private Buffer filterAs(Operand filter, dnnl_memory_desc wanted) {
        Natives natives = to.natives();
        long out = filter.shape().dim(0);
        long in = filter.shape().dim(1);
        Buffer plain = Buffer.planned(POINTS * in * out * 4);
        dnnl_memory_desc is =
                natives.describe(new long[] {POINTS, in, out}, new long[] {in * out, 1, in}, ElementType.FLOAT32);
        Buffer transformed = to.derived(dnnl_memory_desc_get_size(wanted));
        to.derive(new WinogradFilter(to.team(), filter, plain));
        to.derive(to.reordering(is, plain, wanted, transformed));
        return transformed;
    }
}
