package org.neocog.backend.opencl;

import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** {@link PoolingOp}. */
final class PoolingLowering {
    private static final int COUNT_PADDING = 16;

    private PoolingLowering() {}

    static void lower(Lowering to, PoolingOp op, Node node) {
        Value y = node.output();
        boolean gradient = op instanceof PoolingOp.MaxPoolGradient
                || op instanceof PoolingOp.AveragePoolGradient
                || op instanceof PoolingOp.LpPoolGradient;
        Shape input = gradient ? y.shape() : node.input(0).shape();
        Shape output = gradient ? node.input(node.inputs().size() - 1).shape() : y.shape();
        int[] numbers = numbers(op.window(), input, output);
        numbers[0] = (int) y.type().size();
        if (op instanceof PoolingOp.AveragePool average) {
            numbers[COUNT_PADDING] = average.countPadding() ? 1 : 0;
        } else if (op instanceof PoolingOp.AveragePoolGradient average) {
            numbers[COUNT_PADDING] = average.countPadding() ? 1 : 0;
        }
        Launch launch = to.kernel("pool", op.name(), y.element());
        node.inputs().forEach(x -> launch.buffer(to.operand(x)));
        launch.buffer(to.result(y)).numbers(numbers);
        if (op instanceof PoolingOp.LpPool lp) {
            launch.real(lp.p());
        } else if (op instanceof PoolingOp.LpPoolGradient lp) {
            launch.real(lp.p());
        }
        long window = op.window().size().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        boolean byPlane =
                op instanceof PoolingOp.MaxPoolGradient && to.stream().session().cpuKernels();
        long plane = (long) numbers[1] * numbers[2] * numbers[3];
        to.add(
                byPlane
                        ? launch.elements(numbers[0] / plane, plane * (20 + 4 * window))
                        : launch.elements(numbers[0], 20 + 4 * window));
    }

    private static int[] numbers(PoolingWindow window, Shape input, Shape output) {
        int[] numbers = new int[COUNT_PADDING + 1];
        for (int a = 0; a < 3; a++) {
            int axis = a - (3 - window.spatialRank());
            boolean there = axis >= 0;
            numbers[1 + a] = there ? input.intDim(axis + 2) : 1;
            numbers[4 + a] = there ? output.intDim(axis + 2) : 1;
            numbers[7 + a] = there ? window.size().get(axis) : 1;
            numbers[10 + a] = there ? window.strides().get(axis) : 1;
            numbers[13 + a] = there ? window.padLow().get(axis) : 0;
        }
        return numbers;
    }
}
