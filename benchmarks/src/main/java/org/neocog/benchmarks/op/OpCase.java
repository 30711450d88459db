package org.neocog.benchmarks.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * One op on operands of one size, as a program: operands are variables, so that nothing is copied in, and what leaves is one number.
 *
 * @param op name of the op that is measured
 * @param program a graph {@code op}
 * @param operations arithmetic operations in a step, two for each multiplication; 0 for ops that only move numbers
 * @param bytes what must be read and written at least
 */
record OpCase(String op, Program program, double operations, double bytes) {
    /** A layer of a network: batch, channels, side of the image, filters, side of the filters, stride. */
    private record Layer(int batch, int channels, int side, int filters, int kernel, int stride) {
        static Layer of(List<Integer> numbers) {
            return new Layer(
                    numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4), numbers.get(5));
        }

        int out() {
            return (side + 2 * (kernel / 2) - kernel) / stride + 1;
        }

        Shape x() {
            return Shape.of(batch, channels, side, side);
        }

        Shape w() {
            return Shape.of(filters, channels, kernel, kernel);
        }

        Shape y() {
            return Shape.of(batch, filters, out(), out());
        }

        ConvolutionGeometry geometry() {
            int pad = kernel / 2;
            return ConvolutionGeometry.unit(2)
                    .withStrides(stride, stride)
                    .withPadding(List.of(pad, pad), List.of(pad, pad));
        }

        double operations() {
            return 2.0 * y().size() * w().size() / filters;
        }
    }

    /** What an op is built from. */
    private record Plan(
            String op, List<Shape> operands, BiFunction<GraphBuilder, List<Value>, Value> build, double operations) {
        /** The op {@code times} times, each with a last operand of its own; the other operands are those of all. */
        OpCase program(int times) {
            GraphBuilder builder = new GraphBuilder("op");
            Map<Variable, Value> reads = new LinkedHashMap<>();
            List<Value> shared = new ArrayList<>();
            for (Shape shape : operands.subList(0, operands.size() - 1)) {
                shared.add(operand(builder, reads, shape));
            }
            double bytes = 0;
            Value sum = null;
            for (int i = 0; i < times; i++) {
                List<Value> all = new ArrayList<>(shared);
                all.add(operand(builder, reads, operands.get(operands.size() - 1)));
                Value result = build.apply(builder, all);
                bytes += result.type().bytes();
                List<Integer> axes = new ArrayList<>();
                for (int axis = 0; axis < result.shape().rank(); axis++) {
                    axes.add(axis);
                }
                Value part = builder.reduceSum(result, axes);
                sum = sum == null ? part : builder.add(sum, part);
            }
            builder.output("sum", Objects.requireNonNull(sum));
            for (Variable variable : reads.keySet()) {
                bytes += variable.type().bytes();
            }
            Graph graph = builder.build();
            return new OpCase(op, new Program(List.copyOf(reads.keySet()), List.of(graph)), operations * times, bytes);
        }

        private static Value operand(GraphBuilder builder, Map<Variable, Value> reads, Shape shape) {
            TensorType type = new TensorType(ElementType.FLOAT32, shape);
            Variable variable = new Variable("operand" + reads.size(), type, Variable.Role.PARAMETER);
            Value read = builder.read(variable);
            reads.put(variable, read);
            return read;
        }
    }

    /** By its text: the op, and its numbers, such as {@code convolution 16 64 56 64 3 1}. */
    static OpCase of(String text) {
        return of(text, 1);
    }

    /** The same op so many times in one step. The time by which that takes longer than once is the ops' alone. */
    static OpCase of(String text, int times) {
        String[] words = text.split(" ");
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            numbers.add(Integer.valueOf(words[i]));
        }
        Plan plan = switch (words[0]) {
            case "convolution", "convolution_input_gradient", "convolution_filter_gradient" ->
                convolution(words[0], Layer.of(numbers));
            case "matmul" -> product(numbers.get(0), numbers.get(1), numbers.get(2));
            default -> onImages(words[0], Shape.of(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(2)));
        };
        return plan.program(times);
    }

    private static Plan convolution(String op, Layer layer) {
        return switch (op) {
            case "convolution" ->
                new Plan(
                        op,
                        List.of(layer.x(), layer.w()),
                        (b, in) -> b.convolution(in.get(0), in.get(1), layer.geometry()),
                        layer.operations());
            case "convolution_input_gradient" ->
                new Plan(
                        op,
                        List.of(layer.y(), layer.w()),
                        (b, in) -> b.convolutionInputGradient(in.get(0), in.get(1), layer.x(), layer.geometry()),
                        layer.operations());
            default ->
                new Plan(
                        op,
                        List.of(layer.x(), layer.y()),
                        (b, in) -> b.convolutionFilterGradient(in.get(0), in.get(1), layer.w(), layer.geometry()),
                        layer.operations());
        };
    }

    /** {@code [m, k] [k, n]}. */
    static OpCase matmul(int m, int k, int n) {
        return product(m, k, n).program(1);
    }

    private static Plan product(int m, int k, int n) {
        return new Plan(
                "matmul",
                List.of(Shape.of(m, k), Shape.of(k, n)),
                (b, in) -> b.matmul(in.get(0), in.get(1)),
                2.0 * m * k * n);
    }

    private static Plan onImages(String op, Shape x) {
        PoolingWindow window = PoolingWindow.of(List.of(2, 2), List.of(2, 2));
        Shape channels = Shape.of(x.dim(1));
        return switch (op) {
            case "max_pool" -> new Plan(op, List.of(x), (b, in) -> b.maxPool(in.get(0), window), 0);
            case "relu" -> new Plan(op, List.of(x), (b, in) -> b.unary(UnaryFunction.RELU, in.get(0)), 0);
            case "add" -> new Plan(op, List.of(x, x), (b, in) -> b.add(in.get(0), in.get(1)), 0);
            case "batch_normalization_training" ->
                new Plan(
                        op,
                        List.of(x, channels, channels),
                        (b, in) -> b.batchNormalizationTraining(in.get(0), in.get(1), in.get(2), 1e-5)
                                .get(0),
                        0);
            default -> throw new IllegalArgumentException("op: must be one that is measured here, but op=" + op + ".");
        };
    }
}
