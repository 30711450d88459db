package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** Convolutions and pooling. */
final class WindowOperators {
    private static final String POOL = "kernel_shape strides pads dilations auto_pad ceil_mode";
    private static final String CONVOLUTION = "kernel_shape strides pads dilations auto_pad group";

    private WindowOperators() {}

    static void addTo(Operators.Table table) {
        table.put("Conv", CONVOLUTION, 3, WindowOperators::convolution);
        table.put("ConvTranspose", CONVOLUTION + " output_padding output_shape", 3, TransposedConvolution::lower);
        table.put("MaxPool", POOL + " storage_order", 1, WindowOperators::maxPool);
        table.put("AveragePool", POOL + " count_include_pad", 1, WindowOperators::averagePool);
        table.put("LpPool", POOL + " p", 1, WindowOperators::lpPool);
        table.put("GlobalAveragePool", "", 1, c -> c.mean(c.x(), spatialAxes(c)));
        table.put(
                "GlobalMaxPool",
                "",
                1,
                c -> c.graph()
                        .reshape(
                                c.graph().reduce(ReduceFunction.MAX, c.x(), spatialAxes(c)),
                                Call.kept(c.shape(), spatialAxes(c))));
    }

    private static List<Integer> spatialAxes(Call c) {
        WindowPlace.requireSpatial(c.shape());
        return Call.range(2, c.rank());
    }

    static Value biased(Call c, Value y) {
        return c.has(2) ? c.graph().add(y, c.graph().perChannel(c.x(2), y.shape())) : y;
    }

    private static Value convolution(Call c) {
        Value filter = c.x(1);
        WindowPlace place = WindowPlace.of(
                c.attributes(), c.shape(), WindowPlace.kernel(c.attributes(), c.shape(), filter.shape()), false);
        int groups = Math.toIntExact(c.attributes().integer("group", 1));
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(place.strides(), place.dilations(), place.low(), place.high(), groups);
        return biased(c, c.graph().convolution(c.x(), filter, geometry));
    }

    private static WindowPlace pool(Call c) {
        boolean ceil = c.attributes().flag("ceil_mode", false);
        return WindowPlace.of(c.attributes(), c.shape(), WindowPlace.kernel(c.attributes(), c.shape()), ceil);
    }

    private static PoolingWindow window(WindowPlace place) {
        return new PoolingWindow(place.kernel(), place.strides(), place.low(), place.highWithOverhang());
    }

    private static Value maxPool(Call c) {
        WindowPlace place = pool(c);
        if (!place.isDilated()) {
            return c.graph().maxPool(c.x(), window(place));
        }
        return DilatedWindows.of(c, c.x(), place, Double.NEGATIVE_INFINITY).joined(BinaryFunction.MAXIMUM);
    }

    private static Value averagePool(Call c) {
        WindowPlace place = pool(c);
        boolean countPadding = c.attributes().flag("count_include_pad", false);
        if (place.isDilated()) {
            return DilatedWindows.of(c, c.x(), place, 0).mean(countPadding);
        }
        boolean hangsOver = place.overhang().stream().anyMatch(amount -> amount > 0);
        if (!countPadding || !hangsOver) {
            return c.graph().averagePool(c.x(), window(place), countPadding);
        }
        int axes = place.kernel().size();
        Value padded = c.graph()
                .pad(c.x(), onSpatial(place.low()), onSpatial(place.high()), Collections.nCopies(axes + 2, 0L), 0);
        PoolingWindow window =
                new PoolingWindow(place.kernel(), place.strides(), Collections.nCopies(axes, 0), place.overhang());
        return c.graph().averagePool(padded, window, false);
    }

    private static Value lpPool(Call c) {
        WindowPlace place = pool(c);
        double p = c.attributes().integer("p", 2);
        return place.isDilated() ? DilatedWindows.lp(c, place, p) : c.graph().lpPool(c.x(), window(place), p);
    }

    /** Amounts for {@code [N, C, spatial..]}. */
    static List<Long> onSpatial(List<Integer> amounts) {
        List<Long> all = new ArrayList<>(List.of(0L, 0L));
        amounts.forEach(amount -> all.add((long) amount));
        return all;
    }

    /** {@code [N, C, spatial..]} with other spatial sizes. */
    static Shape resized(Shape shape, List<Long> sizes) {
        Shape resized = shape;
        for (int i = 0; i < sizes.size(); i++) {
            resized = resized.with(i + 2, sizes.get(i));
        }
        return resized;
    }
}
