package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.neocog.backend.Executable;
import org.neocog.graph.Autodiff;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * Gradients against central differences: with loss(x) = sum of r f(x) and a random direction v, {@code <gradient, v>} must be
 * {@code (loss(x + h v) - loss(x - h v)) / 2h}. The gradient is computed by the backend on the graph that {@link Autodiff} wrote; the
 * differences by the oracle in float64, whatever the backend's type is.
 *
 * <p>Tolerance: {@code e (1 + sum of |gradient v|)}, e being 1e-6 for float64, 2e-4 for float32, 5e-2 for bfloat16. A difference may straddle a
 * kink, so a second one, ten times as narrow, may speak for the gradient too.
 */
final class GradientCheck {
    /** Writes f. */
    @FunctionalInterface
    interface Function {
        Value emit(GraphBuilder builder, List<Value> x);
    }

    private static final double[] WIDTHS = {1e-5, 1e-6};
    private static final int DIRECTIONS = 2;

    private final Function function;
    private final List<Operand> operands;
    private final List<Integer> by;

    private GradientCheck(Function function, List<Operand> operands, List<Integer> by) {
        this.function = function;
        this.operands = operands;
        this.by = by;
    }

    /** Checks the gradients by all floating operands. */
    static void add(CaseList list, String name, Function function, Operand... operands) {
        add(list, name, operands.length, function, operands);
    }

    /** Checks the gradients by the floating ones among the first {@code count} operands. */
    static void add(CaseList list, String name, int count, Function function, Operand... operands) {
        List<Integer> by = IntStream.range(0, count)
                .filter(i -> operands[i].type().element().isFloating())
                .boxed()
                .toList();
        GradientCheck check = new GradientCheck(function, List.of(operands), by);
        list.add("gradients", name + ", " + operands[0].type().element(), check::run);
    }

    private Graph graph(boolean withGradients) {
        GraphBuilder builder = new GraphBuilder("gradient");
        List<Value> x = new ArrayList<>();
        for (Operand operand : operands) {
            x.add(builder.input("x" + x.size(), operand.type()));
        }
        builder.inScope("case", () -> {
            Value y = function.emit(builder, x);
            Value weighted = builder.multiply(y, builder.input("r", y.type()));
            Value loss = builder.reduceSum(
                    weighted, IntStream.range(0, y.shape().rank()).boxed().toList());
            builder.output("loss", loss);
            if (withGradients) {
                List<Value> gradients = Autodiff.gradients(
                        builder, loss, by.stream().map(x::get).toList());
                for (int i = 0; i < by.size(); i++) {
                    builder.output("g" + by.get(i), gradients.get(i));
                }
            }
        });
        return builder.build();
    }

    private void run(Bench bench) {
        Graph forward = graph(false);
        Graph both = graph(true);
        Map<String, NdArray> feed = new LinkedHashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            feed.put("x" + i, operands.get(i).make(bench.random()));
        }
        feed.put(
                "r",
                Operand.each(forward.inputType("r"), random -> 2 * random.nextDouble() - 1)
                        .make(bench.random()));
        Executable executable = bench.compile(both);
        Map<String, NdArray> got = bench.run(executable, both, feed);
        for (int i : by) {
            if (!CaseList.of(got, "g" + i).type().equals(operands.get(i).type())) {
                throw new AssertionError("the gradient by x" + i + " must have the type of x" + i + ", but type="
                        + CaseList.of(got, "g" + i).type() + ".");
            }
        }
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            requireSlope(forward, feed, got, bench);
        }
    }

    private void requireSlope(Graph forward, Map<String, NdArray> feed, Map<String, NdArray> got, Bench bench) {
        Map<String, NdArray> along = direction(bench.random());
        double slope = 0;
        double magnitude = 0;
        for (int i : by) {
            NdArray gradient = CaseList.of(got, "g" + i);
            for (int k = 0; k < gradient.size(); k++) {
                double part = gradient.get(k) * CaseList.of(along, "x" + i).get(k);
                slope += part;
                magnitude += Math.abs(part);
            }
        }
        double tolerance = bench.options().toleranceFactor() * precision() * (1 + magnitude);
        double[] differences = new double[WIDTHS.length];
        for (int i = 0; i < WIDTHS.length; i++) {
            differences[i] = difference(forward, feed, along, WIDTHS[i]);
            if (Math.abs(differences[i] - slope) <= tolerance) {
                return;
            }
        }
        throw new AssertionError("the gradient must agree with the central difference within " + tolerance
                + ", but gradient=" + slope + ", difference=" + differences[0] + ", operands="
                + operands.stream().map(Operand::type).toList() + ".");
    }

    private Map<String, NdArray> direction(SplittableRandom random) {
        Map<String, NdArray> along = new LinkedHashMap<>();
        for (int i : by) {
            NdArray array = NdArray.zeros(operands.get(i).type());
            for (int k = 0; k < array.size(); k++) {
                array.set(k, 2 * random.nextDouble() - 1);
            }
            along.put("x" + i, array);
        }
        return along;
    }

    private double difference(Graph forward, Map<String, NdArray> feed, Map<String, NdArray> along, double h) {
        return (loss(forward, feed, along, h) - loss(forward, feed, along, -h)) / (2 * h);
    }

    private static double loss(Graph forward, Map<String, NdArray> feed, Map<String, NdArray> along, double h) {
        Map<String, NdArray> moved = new LinkedHashMap<>(feed);
        along.forEach((name, direction) -> {
            NdArray array = NdArray.zeros(direction.type());
            for (int k = 0; k < array.size(); k++) {
                array.set(k, CaseList.of(feed, name).get(k) + h * direction.get(k));
            }
            moved.put(name, array);
        });
        return CaseList.of(Oracle.run(forward, moved, Map.of(), Oracle.EXACT).outputs(), "loss")
                .get(0);
    }

    private double precision() {
        ElementType element = operands.get(by.get(0)).type().element();
        return switch (element) {
            case FLOAT64 -> 1e-6;
            case FLOAT32 -> 2e-4;
            default -> 5e-2;
        };
    }
}
