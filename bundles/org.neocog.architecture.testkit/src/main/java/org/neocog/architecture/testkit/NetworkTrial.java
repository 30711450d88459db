package org.neocog.architecture.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.ModelSpec;
import org.neocog.backend.Backend;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * One network on one backend, in float64 unless told otherwise. Provided by the framework, for tests of layers and architectures.
 *
 * <p>Parameters that {@link #set} does not name get uniform numbers of the variance 1 / fanIn, or the constant that they ask for.
 */
public final class NetworkTrial {
    private static final String IMAGES = "images";
    private static final String LOSS = "loss";
    private static final String GRADIENT = "gradient/";
    private static final double STEP = 1e-5;

    private final Backend backend;
    private final Model model;
    private final Map<String, double[]> given = new HashMap<>();
    private ElementType element = ElementType.FLOAT64;

    /** A trial of a network. */
    public NetworkTrial(Backend backend, Model model) {
        this.backend = backend;
        this.model = model;
    }

    /**
     * A tensor.
     *
     * @param shape its shape
     * @param values its elements, row-major
     */
    public record Output(Shape shape, double[] values) {}

    /** The layer types, and initializers {@code he}, {@code constant} (value) and {@code uniform-fan-in} (limit) by name alone. */
    public static Catalog catalog(LayerType... layers) {
        Option<Double> value = Option.number("value", "value of every element").orElse(0.0);
        Option<Double> limit = Option.number("limit", "of the range").orElse(1.0);
        return Catalog.of(Map.of(
                LayerType.KIND,
                List.of(layers),
                Initialization.INITIALIZER,
                List.of(
                        new NamedInitializer("he", Schema.empty()),
                        new NamedInitializer("constant", Schema.of(value).primary(value)),
                        new NamedInitializer("uniform-fan-in", Schema.of(limit).primary(limit)))));
    }

    /** A network of one layer named {@code name}, declared at {@code net.yaml:1:1}. */
    public static Model layer(LayerType type, String name, @Nullable Object options) {
        Location place = new Location("net.yaml", 1, 1);
        ConfigNode node = ConfigNode.of(options).at(place);
        LayerDeclaration layer = new LayerDeclaration(name, type.name(), node, List.of(), place);
        return Model.of(new ModelSpec(null, List.of(layer)), catalog(type));
    }

    /** Sets the first values of a variable. */
    public NetworkTrial set(String variable, double... values) {
        given.put(variable, values);
        return this;
    }

    /** Computes in another element type; {@link #gradientErrors} needs float64. */
    public NetworkTrial in(ElementType other) {
        element = other;
        return this;
    }

    /** What the network is lowered to for training on a batch of this shape. */
    public Lowered lower(Shape images) {
        GraphBuilder builder = new GraphBuilder("trial");
        return model.lower(builder, builder.input(IMAGES, new TensorType(element, images)), true);
    }

    /** Number of elements of all parameters. */
    public long parameters(Shape images) {
        return lower(images).variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    /** The output for a batch. */
    public Output run(Shape images, double... values) {
        GraphBuilder builder = new GraphBuilder("run");
        Lowered lowered = model.lower(builder, builder.input(IMAGES, new TensorType(element, images)), false);
        builder.output("y", lowered.output());
        try (Session session = session(builder, lowered.variables(), 0)) {
            return new Output(lowered.output().shape(), session.run("run", Map.of(IMAGES, values), "y"));
        }
    }

    /**
     * Compares each gradient, by the images and by each parameter, with finite differences along one random direction.
     *
     * @return relative errors by name; infinity for a gradient of zero
     */
    public Map<String, Double> gradientErrors(Shape images, long seed) {
        GraphBuilder builder = new GraphBuilder("gradients");
        Value input = builder.input(IMAGES, new TensorType(element, images));
        Lowered lowered = model.lower(builder, input, true);
        Map<String, Value> by = new LinkedHashMap<>();
        by.put(IMAGES, input);
        lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .forEach(variable -> by.put(variable.name(), builder.read(variable)));

        Philox.Stream random = Philox.stream(seed, 1, 0);
        Value y = lowered.output();
        Value weights = builder.constant(ConstantData.of(element, y.shape(), numbers(random, y.shape(), 1)));
        List<Integer> axes = IntStream.range(0, y.shape().rank()).boxed().toList();
        Value loss = builder.reduceSum(builder.multiply(y, weights), axes);
        List<Value> gradients = Autodiff.gradients(builder, loss, List.copyOf(by.values()));
        builder.output("loss", loss);
        List<String> names = List.copyOf(by.keySet());
        for (int i = 0; i < names.size(); i++) {
            builder.output("gradient/" + names.get(i), gradients.get(i));
        }

        Map<String, Double> errors = new LinkedHashMap<>();
        try (Session session = session(builder, lowered.variables(), seed)) {
            double[] x = numbers(random, images, 1);
            by.forEach((name, value) -> {
                double[] direction = numbers(random, value.shape(), 1);
                errors.put(name, error(session, x, name, direction));
            });
        }
        return errors;
    }

    private static double error(Session session, double[] images, String name, double[] direction) {
        double[] gradient = session.run("gradients", Map.of(IMAGES, images), "gradient/" + name);
        double exact = 0;
        for (int i = 0; i < direction.length; i++) {
            exact += gradient[i] * direction[i];
        }
        double measured =
                (lossAt(session, images, name, direction, STEP) - lossAt(session, images, name, direction, -STEP))
                        / (2 * STEP);
        return exact == 0
                ? Double.POSITIVE_INFINITY
                : Math.abs(exact - measured) / Math.max(1e-3, Math.abs(exact) + Math.abs(measured));
    }

    private static double lossAt(Session session, double[] images, String name, double[] direction, double step) {
        if (name.equals(IMAGES)) {
            return session.run("gradients", Map.of(IMAGES, moved(images, direction, step)), "loss")[0];
        }
        double[] before = session.value(name);
        session.set(name, moved(before, direction, step));
        double loss = session.run("gradients", Map.of(IMAGES, images), "loss")[0];
        session.set(name, before);
        return loss;
    }

    private static double[] moved(double[] from, double[] direction, double step) {
        return IntStream.range(0, from.length)
                .mapToDouble(i -> from[i] + step * direction[i])
                .toArray();
    }

    /**
     * Gradient descent on softmax cross-entropy over one batch of random images in [-1, 1] with random labels.
     *
     * @return the loss before each step
     */
    public List<Double> descend(Shape images, int classes, int steps, double rate, long seed) {
        return train(images, classes, steps, rate, seed).losses();
    }

    /**
     * How a training went.
     *
     * @param losses the loss before each step, auxiliary ones included
     * @param gradients the greatest absolute value in the first step's gradient by each parameter
     */
    public record Training(List<Double> losses, Map<String, Double> gradients) {}

    /**
     * Gradient descent on softmax cross-entropy, of auxiliary outputs too, over one batch of random images in [-1, 1] with random labels.
     */
    public Training train(Shape images, int classes, int steps, double rate, long seed) {
        GraphBuilder builder = new GraphBuilder("train");
        Lowered lowered = model.lower(builder, builder.input(IMAGES, new TensorType(element, images)), true);
        Value labels = builder.input("labels", TensorType.of(ElementType.INT32, images.dim(0)));
        Value loss = builder.mean(builder.softmaxCrossEntropy(lowered.output(), labels));
        for (Model.WeightedOutput output : lowered.auxiliary()) {
            Value more = builder.mean(builder.softmaxCrossEntropy(output.value(), labels));
            loss = builder.add(loss, builder.scale(more, output.weight()));
        }
        builder.output(LOSS, loss);
        List<String> names = descent(builder, lowered, loss, rate);

        Philox.Stream random = Philox.stream(seed, 1, 0);
        Map<String, double[]> feed = new HashMap<>();
        feed.put(IMAGES, numbers(random, images, 1));
        feed.put(
                "labels",
                IntStream.range(0, images.intDim(0))
                        .mapToDouble(i -> random.nextInt(classes))
                        .toArray());
        boolean isRandom = builder.build().inputs().containsKey(Model.RANDOM_STATE);
        List<Double> losses = new ArrayList<>();
        Map<String, Double> gradients = new LinkedHashMap<>();
        try (Session session = session(builder, lowered.variables(), seed)) {
            for (int i = 0; i < steps; i++) {
                if (isRandom) {
                    feed.put(Model.RANDOM_STATE, new double[] {seed, i});
                }
                Map<String, double[]> outputs = session.runAll("train", feed);
                losses.add(scalar(outputs, LOSS));
                names.forEach(name -> gradients.putIfAbsent(name, scalar(outputs, GRADIENT + name)));
            }
        }
        return new Training(losses, gradients);
    }

    private static double scalar(Map<String, double[]> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name), name)[0];
    }

    /** Emits the steps of all parameters, and outputs the size of their gradients. */
    private static List<String> descent(GraphBuilder builder, Lowered lowered, Value loss, double rate) {
        List<Variable> parameters = lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .toList();
        List<Value> values = parameters.stream().map(builder::read).toList();
        List<Value> gradients = Autodiff.gradients(builder, loss, values);
        for (int i = 0; i < values.size(); i++) {
            Value gradient = gradients.get(i);
            builder.update(parameters.get(i), builder.subtract(values.get(i), builder.scale(gradient, rate)));
            List<Integer> axes =
                    IntStream.range(0, gradient.shape().rank()).boxed().toList();
            builder.output(
                    GRADIENT + parameters.get(i).name(),
                    builder.reduce(ReductionOp.ReduceFunction.MAX, builder.unary(UnaryFunction.ABS, gradient), axes));
        }
        lowered.updates().forEach(builder::update);
        return parameters.stream().map(Variable::name).toList();
    }

    private Session session(GraphBuilder builder, List<DeclaredVariable> variables, long seed) {
        Program program =
                new Program(variables.stream().map(DeclaredVariable::variable).toList(), List.of(builder.build()));
        Session session = new Session(backend, program);
        for (int i = 0; i < variables.size(); i++) {
            String name = variables.get(i).variable().name();
            double[] set = given.get(name);
            session.set(name, set != null ? set : first(variables.get(i), Philox.stream(seed, 2, i)));
        }
        return session;
    }

    private static double[] first(DeclaredVariable declared, Philox.Stream random) {
        Shape shape = declared.variable().type().shape();
        Initialization initialization = declared.initialization();
        if (initialization.initializer() == null) {
            return Stream.generate(initialization::constant)
                    .limit(shape.size())
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
        return numbers(random, shape, Math.sqrt(3.0 / initialization.fanIn()));
    }

    private static double[] numbers(Philox.Stream random, Shape shape, double bound) {
        double[] values = new double[shape.intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.uniform(-bound, bound);
        }
        return values;
    }

    private record NamedInitializer(String name, Schema schema) implements PlugIn {
        @Override
        public String summary() {
            return "Stands for an initializer.";
        }
    }
}
