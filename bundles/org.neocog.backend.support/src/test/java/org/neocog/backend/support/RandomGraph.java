package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Graphs of random form: reshapes, sums of earlier values, concatenations, values that nobody reads. */
final class RandomGraph {
    private RandomGraph() {}

    static Graph of(long seed) {
        Random random = new Random(seed);
        GraphBuilder b = new GraphBuilder("random " + seed);
        List<Value> values = new ArrayList<>();
        int inputs = 1 + random.nextInt(3);
        for (int i = 0; i < inputs; i++) {
            values.add(b.input("x" + i, TensorType.of(ElementType.FLOAT32, 1 + random.nextInt(4), 6)));
        }
        int nodes = random.nextInt(60);
        for (int i = 0; i < nodes; i++) {
            values.add(next(b, values, random));
        }
        int outputs = 1 + random.nextInt(3);
        for (int i = 0; i < outputs; i++) {
            b.output("y" + i, values.get(random.nextInt(values.size())));
        }
        return b.build();
    }

    private static Value next(GraphBuilder b, List<Value> values, Random random) {
        Value x = values.get(random.nextInt(values.size()));
        return switch (random.nextInt(5)) {
            case 0 ->
                b.reshape(
                        x,
                        x.shape().rank() == 1
                                ? Shape.of(x.shape().size(), 1)
                                : Shape.of(x.shape().size()));
            case 1 -> b.unary(UnaryFunction.TANH, x);
            case 2 -> b.add(x, x);
            case 3 -> x.shape().size() < 500 ? b.concatenate(List.of(x, x), 0) : b.slice(x, 0, 0, 1);
            default -> b.splat(x.type(), random.nextInt(9));
        };
    }
}
