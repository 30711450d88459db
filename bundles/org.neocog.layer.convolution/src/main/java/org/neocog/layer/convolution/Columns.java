package org.neocog.layer.convolution;

import java.util.List;
import java.util.stream.LongStream;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * What a kernel sees at each of its places, one column per place.
 *
 * @param values {@code [N, C kernel elements, places]}: channel by channel, then row-major over the kernel
 * @param places the spatial axes of a convolution's output
 */
record Columns(Value values, Shape places) {

    /** Gathers them. C1 and C3 of {@link ConvolutionLayer}. */
    static Columns of(Lowering to, Value x, Kernel kernel) {
        kernel.requireRank(to, x.shape());
        ConvolutionGeometry geometry = kernel.on(to, x.shape(), 1);
        Shape places = kernel.outputs(geometry, x.shape());
        GraphBuilder graph = to.graph();
        Value padded = padded(graph, x, geometry);
        Shape shape = padded.shape();
        Shape pixels = shape.range(2, shape.rank());
        Value indices = graph.constant(ConstantData.of(
                ElementType.INT32,
                Shape.of(kernel.elements() * places.size()),
                indices(kernel, geometry, places, pixels)));
        Value seen =
                graph.gather(graph.reshape(padded, Shape.of(shape.dim(0), shape.dim(1), pixels.size())), indices, 2);
        Shape columns = Shape.of(shape.dim(0), shape.dim(1) * kernel.elements(), places.size());
        return new Columns(graph.reshape(seen, columns), places);
    }

    private static Value padded(GraphBuilder graph, Value x, ConvolutionGeometry geometry) {
        List<Long> low = onSpatial(geometry.padLow());
        List<Long> high = onSpatial(geometry.padHigh());
        List<Long> none = LongStream.range(0, low.size()).map(i -> 0).boxed().toList();
        return low.equals(none) && high.equals(none) ? x : graph.pad(x, low, high, none, 0);
    }

    private static List<Long> onSpatial(List<Integer> amounts) {
        return LongStream.concat(LongStream.of(0, 0), amounts.stream().mapToLong(Integer::longValue))
                .boxed()
                .toList();
    }

    /** For each element of the kernel, row-major, and each place, row-major: the pixel there. */
    private static double[] indices(Kernel kernel, ConvolutionGeometry geometry, Shape places, Shape pixels) {
        int count = places.intSize();
        double[] indices = new double[Math.toIntExact(kernel.elements() * count)];
        Shape elements = kernel.shape();
        for (int i = 0; i < indices.length; i++) {
            long[] element = coordinates(i / count, elements);
            long[] place = coordinates(i % count, places);
            long pixel = 0;
            for (int axis = 0; axis < place.length; axis++) {
                long at = place[axis] * geometry.strides().get(axis)
                        + element[axis] * geometry.dilations().get(axis);
                pixel = pixel * pixels.dim(axis) + at;
            }
            indices[i] = pixel;
        }
        return indices;
    }

    private static long[] coordinates(long index, Shape shape) {
        long[] coordinates = new long[shape.rank()];
        long rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            coordinates[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return coordinates;
    }
}
