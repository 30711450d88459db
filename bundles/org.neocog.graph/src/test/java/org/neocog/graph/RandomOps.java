package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Emits an op, or a few that belong together, from random values of one type to a value of that type. */
final class RandomOps {
    static final TensorType TYPE = TensorType.of(ElementType.FLOAT32, 2, 3);

    private static final double[] NUMBERS = {
        0.0, -0.0, 1, -1, 0.5, 3, 1e-40, 1e38, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private RandomOps() {}

    /** Three inputs: x0, x1, x2. */
    static List<Value> inputs(GraphBuilder g) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            inputs.add(g.input("x" + i, TYPE));
        }
        return inputs;
    }

    /** Half of them zeros of either sign, which identities go wrong with first. */
    static double number(Random random) {
        return random.nextBoolean() ? NUMBERS[random.nextInt(2)] : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    /** Of the ops that fold if all operands are constants of one number. */
    static Value foldable(GraphBuilder g, Random random, List<Value> values) {
        Value a = pick(random, values);
        Value b = pick(random, values);
        return switch (random.nextInt(8)) {
            case 0, 1 -> g.splat(TYPE, number(random));
            case 2 -> g.unary(pick(random, UnaryFunction.values()), a);
            case 3, 4 -> g.binary(pick(random, BinaryFunction.values()), a, b);
            case 5 -> g.select(g.compare(pick(random, Comparison.values()), a, b), pick(random, values), b);
            case 6 -> g.reshape(g.reshape(a, random.nextBoolean() ? Shape.of(6) : Shape.of(3, 2)), TYPE.shape());
            default -> g.cast(g.cast(a, pick(random, ElementType.values())), ElementType.FLOAT32);
        };
    }

    /** Of a wider choice. */
    static Value any(GraphBuilder g, Random random, List<Value> values) {
        Value a = pick(random, values);
        Value b = pick(random, values);
        return switch (random.nextInt(14)) {
            case 0 -> g.transpose(g.transpose(a, List.of(1, 0)), List.of(1, 0));
            case 1 ->
                g.broadcast(g.reduce(pick(random, ReduceFunction.values()), a, List.of(0)), TYPE.shape(), List.of(1));
            case 2 -> g.concatenate(List.of(g.slice(a, 1, 0, 1), g.slice(b, 1, 1, 3)), 1);
            case 3 -> g.pad(g.slice(a, 1, 0, 2), List.of(0L, 1L), List.of(0L, 0L), List.of(0L, 0L), random.nextInt(2));
            case 4 -> g.matmul(g.matmul(a, b, false, true), b);
            case 5 -> random.nextBoolean() ? g.softmax(a, random.nextInt(2)) : g.logSoftmax(a, random.nextInt(2));
            case 6 -> g.gather(a, g.argMax(b, 1), 0);
            case 7 -> g.sumAlong(a, random.nextInt(2));
            default -> foldable(g, random, values);
        };
    }

    private static Value pick(Random random, List<Value> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <E> E pick(Random random, E[] values) {
        return values[random.nextInt(values.length)];
    }
}
