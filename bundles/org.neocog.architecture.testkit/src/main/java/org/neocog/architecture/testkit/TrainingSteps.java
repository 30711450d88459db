package org.neocog.architecture.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.backend.Backend;
import org.neocog.graph.Autodiff;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * One network in training, step by step, without an optimizer, in float64: what layers do that keep statistics or draw random numbers.
 * Provided by the framework, for tests of layers.
 *
 * <p>Variables start at the constant that they ask for. Threading: one thread.
 */
public final class TrainingSteps implements AutoCloseable {
    private static final ElementType ELEMENT = ElementType.FLOAT64;
    private static final String IMAGES = "images";
    private static final String GRAPH = "steps";

    private final Session session;
    private final long seed;
    private final boolean random;

    /**
     * A training.
     *
     * @param images shape of a batch
     * @param seed of the random numbers
     */
    public TrainingSteps(Backend backend, Model model, Shape images, long seed) {
        this.seed = seed;
        GraphBuilder builder = new GraphBuilder(GRAPH);
        Value input = builder.input(IMAGES, new TensorType(ELEMENT, images));
        Lowered lowered = model.lower(builder, input, true);
        Value output = lowered.output();
        List<Integer> axes = IntStream.range(0, output.shape().rank()).boxed().toList();
        builder.output("output", output);
        builder.output(
                "gradient",
                Autodiff.gradients(builder, builder.reduceSum(output, axes), List.of(input))
                        .get(0));
        lowered.updates().forEach(builder::update);
        Graph graph = builder.build();
        random = graph.inputs().containsKey(Model.RANDOM_STATE);
        Map<Variable, double[]> first = new LinkedHashMap<>();
        lowered.variables().forEach(declared -> first.put(declared.variable(), constant(declared)));
        session = new Session(backend, new Program(new ArrayList<>(first.keySet()), List.of(graph)), first);
    }

    private static double[] constant(DeclaredVariable declared) {
        double[] values = new double[declared.variable().type().shape().intSize()];
        Arrays.fill(values, declared.initialization().constant());
        return values;
    }

    /** One step: the output for a batch. */
    public double[] step(long step, double... images) {
        return session.run(GRAPH, feed(step, images), "output");
    }

    /** One step: the gradient of the output's sum by the images. */
    public double[] gradient(long step, double... images) {
        return session.run(GRAPH, feed(step, images), "gradient");
    }

    /** A variable as the last step left it. */
    public double[] value(String variable) {
        return session.value(variable);
    }

    private Map<String, double[]> feed(long step, double... images) {
        Map<String, double[]> feed = new HashMap<>();
        feed.put(IMAGES, images);
        if (random) {
            feed.put(Model.RANDOM_STATE, new double[] {seed, step});
        }
        return feed;
    }

    @Override
    public void close() {
        session.close();
    }
}
