package org.neocog.backend.opencl;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.neocog.graph.Node;
import org.neocog.graph.ReductionOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ReductionOp}. */
final class ReductionLowering {
    private static final int KEPT = 1;
    private static final int ROWS = 18;
    private static final int ROW = 36;

    private ReductionLowering() {}

    static void lower(Lowering to, ReductionOp op, Node node) {
        if (op instanceof ReductionOp.Reduce reduce) {
            reduce(to, reduce, node);
        } else {
            argMax(to, ((ReductionOp.ArgMax) op).axis(), node);
        }
    }

    private static void reduce(Lowering to, ReductionOp.Reduce op, Node node) {
        Shape shape = node.input(0).shape();
        List<Integer> keptAxes = IntStream.range(0, shape.rank())
                .filter(axis -> !op.axes().contains(axis))
                .boxed()
                .toList();
        int[] numbers = new int[ROW + 2];
        int results = (int) node.output().type().size();
        numbers[0] = results;
        Axes.of(shape, keptAxes).write(numbers, KEPT);
        Axes reduced = Axes.of(shape, op.axes());
        numbers[ROWS] = reduced.outer().count();
        reduced.outer().write(numbers, ROWS + 1);
        numbers[ROW] = reduced.lastSize();
        numbers[ROW + 1] = reduced.lastStride();
        Launch launch = to.kernel(
                        "reduce",
                        "reduce_" + op.function().name().toLowerCase(Locale.ROOT),
                        node.output().element())
                .buffer(to.operand(node.input(0)))
                .buffer(to.result(node.output()))
                .numbers(numbers);
        long each = shape.size() / results;
        to.add(to.stream().session().cpuKernels() ? launch.elements(results, each) : launch.groups(results));
    }

    private static void argMax(Lowering to, int axis, Node node) {
        Shape shape = node.input(0).shape();
        ElementType element = node.input(0).element();
        int results = (int) node.output().type().size();
        to.add(to.kernel("reduce", "argmax_" + ElementTypes.suffix(element), element)
                .buffer(to.operand(node.input(0)))
                .buffer(to.result(node.output()))
                .numbers(
                        results,
                        shape.intDim(axis),
                        shape.range(axis + 1, shape.rank()).intSize())
                .elements(results, 2 * shape.dim(axis)));
    }
}
