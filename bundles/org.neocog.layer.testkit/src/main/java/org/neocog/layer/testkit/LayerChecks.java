package org.neocog.layer.testkit;

import static org.neocog.layer.testkit.Expect.assertArrayEquals;
import static org.neocog.layer.testkit.Expect.assertEquals;
import static org.neocog.layer.testkit.Expect.assertFalse;
import static org.neocog.layer.testkit.Expect.assertThrows;
import static org.neocog.layer.testkit.Expect.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.neocog.backend.Backend;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerType;
import org.neocog.layer.testkit.LayerTrial.Lowered;
import org.neocog.layer.testkit.LoneLowering.Declared;
import org.neocog.layer.testkit.LoneLowering.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** The checks of {@link LayerContract}, each a claim that holds or throws. */
record LayerChecks(Backend backend, LayerType type, long seed) {
    private static final double STEP = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-6;
    private static final double EQUAL = 1e-12;
    private static final int MAX_RANK = 6;

    /** K1: a name as configs have it, a sentence of what it is, help for each option. */
    void describesItself() {
        assertTrue(type.name().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), "name=" + type.name());
        assertTrue(type.summary().endsWith("."), "summary=" + type.summary());
        for (Option<?> option : type.schema().options()) {
            assertFalse(option.help().isBlank(), () -> "help of " + option.name());
        }
    }

    /** K2: the output's shape, in the element type of the input; the variables by name and shape, the same in training and evaluation. */
    void makesOutputAndVariables(LayerCase made) {
        LayerTrial trial = new LayerTrial(type, made.options());
        Map<String, Declared> first = lower(trial, made, true).lowering().declared();
        for (boolean training : new boolean[] {true, false}) {
            for (ElementType element : List.of(ElementType.FLOAT32, ElementType.FLOAT64)) {
                Lowered lowered = trial.lower(made.inputs(), training, element);
                assertEquals(made.output(), lowered.output().shape(), "output");
                assertEquals(element, lowered.output().element(), "element type of the output");
                assertEquals(List.copyOf(made.variables().entrySet()), variables(lowered), "variables");
            }
            assertEquals(first, lower(trial, made, training).lowering().declared(), "declared alike");
        }
    }

    private static List<Map.Entry<String, Shape>> variables(Lowered lowered) {
        return lowered.lowering().declared().entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().type().shape()))
                .toList();
    }

    private static Lowered lower(LayerTrial trial, LayerCase made, boolean training) {
        return trial.lower(made.inputs(), training, ElementType.FLOAT64);
    }

    /** K3: lowering keeps nothing: again, and after another batch size, the graph is the same. */
    void lowersTheSameEachTime(LayerCase made) {
        LayerTrial trial = new LayerTrial(type, made.options());
        String first = lower(trial, made, true).builder().build().toString();
        trial.lower(ofBatch(made.inputs(), made.inputs().get(0).dim(0) + 1), true, ElementType.FLOAT64);
        lower(trial, made, false);
        assertEquals(first, lower(trial, made, true).builder().build().toString());
    }

    private static List<Shape> ofBatch(List<Shape> shapes, long batch) {
        return shapes.stream()
                .map(shape -> Shape.of(batch).concat(shape.range(1, shape.rank())))
                .toList();
    }

    /** K4: in evaluation, what comes out for an image does not depend on the rest of its batch. */
    void treatsImagesOneByOneInEvaluation(LayerCase made) {
        LayerTrial trial = new LayerTrial(type, made.options());
        Lowered whole = lower(trial, made, false);
        Lowered one = trial.lower(ofBatch(made.inputs(), 1), false, ElementType.FLOAT64);
        whole.builder().output("y", whole.output());
        one.builder().output("y", one.output());
        Map<String, double[]> values = values(whole);
        int batch = made.inputs().get(0).intDim(0);
        assertTrue(batch > 1, "a case needs more than one image");
        try (LayerRunner all = new LayerRunner(backend, whole.builder());
                LayerRunner single = new LayerRunner(backend, one.builder())) {
            double[] expected = all.run(values).get("y");
            for (int n = 0; n < batch; n++) {
                Map<String, double[]> image = new LinkedHashMap<>(values);
                for (int i = 0; i < made.inputs().size(); i++) {
                    image.computeIfPresent(LayerTrial.input(i), part(n, batch));
                }
                assertArrayEquals(
                        part(n, batch).apply("y", expected),
                        LayerRunner.named(single.run(image), "y"),
                        EQUAL,
                        "image " + n);
            }
        }
    }

    private static BiFunction<String, double[], double[]> part(int n, int batch) {
        return (name, values) -> Arrays.copyOfRange(values, n * values.length / batch, (n + 1) * values.length / batch);
    }

    /** K5: gradients by inputs and parameters are those of finite differences, in training and evaluation. */
    void hasGradientsThatFiniteDifferencesConfirm(LayerCase made) {
        for (boolean training : new boolean[] {true, false}) {
            Lowered lowered = lower(new LayerTrial(type, made.options()), made, training);
            GraphBuilder builder = lowered.builder();
            Map<String, Value> by = differentiable(lowered);
            Map<String, double[]> values = values(lowered);
            Philox.Stream random = Philox.stream(seed, 2, 0);
            Value y = lowered.output();
            Value weights =
                    builder.constant(ConstantData.of(ElementType.FLOAT64, y.shape(), numbers(random, y.shape(), 0, 1)));
            List<Integer> axes = IntStream.range(0, y.shape().rank()).boxed().toList();
            Value loss = builder.reduceSum(builder.multiply(y, weights), axes);
            builder.output("loss", loss);
            List<Value> gradients = Autodiff.gradients(builder, loss, List.copyOf(by.values()));
            List<String> names = List.copyOf(by.keySet());
            for (int i = 0; i < names.size(); i++) {
                builder.output("gradient/" + names.get(i), gradients.get(i));
            }
            try (LayerRunner runner = new LayerRunner(backend, builder)) {
                for (String name : names) {
                    double[] direction =
                            numbers(random, LayerRunner.named(by, name).shape(), 0, 1);
                    double error = gradientError(runner, values, name, direction);
                    assertTrue(
                            error < GRADIENT_TOLERANCE,
                            () -> "gradient by " + name + ", training=" + training + ": relative error " + error
                                    + " with seed " + seed);
                }
            }
        }
    }

    private static Map<String, Value> differentiable(Lowered lowered) {
        Map<String, Value> by = new LinkedHashMap<>();
        for (int i = 0; i < lowered.inputs().size(); i++) {
            by.put(LayerTrial.input(i), lowered.inputs().get(i));
        }
        lowered.lowering().declared().forEach((name, declared) -> {
            if (declared.role() == Role.PARAMETER) {
                by.put(name, lowered.builder().input(name, declared.type()));
            }
        });
        return by;
    }

    private static double gradientError(
            LayerRunner runner, Map<String, double[]> values, String name, double[] direction) {
        double[] gradient = LayerRunner.named(runner.run(values), "gradient/" + name);
        double exact = 0;
        for (int i = 0; i < direction.length; i++) {
            exact += gradient[i] * direction[i];
        }
        double measured =
                (lossAt(runner, values, name, direction, STEP) - lossAt(runner, values, name, direction, -STEP))
                        / (2 * STEP);
        return exact == 0
                ? Double.POSITIVE_INFINITY
                : Math.abs(exact - measured) / Math.max(1e-3, Math.abs(exact) + Math.abs(measured));
    }

    private static double lossAt(
            LayerRunner runner, Map<String, double[]> values, String name, double[] direction, double step) {
        Map<String, double[]> moved = new LinkedHashMap<>(values);
        moved.computeIfPresent(
                name,
                (key, at) -> IntStream.range(0, at.length)
                        .mapToDouble(i -> at[i] + step * direction[i])
                        .toArray());
        return LayerRunner.named(runner.run(moved), "loss")[0];
    }

    /** K6: the error of options or inputs that do not fit, word for word. */
    void refuses(LayerClaims.Refusal refusal) {
        ConfigException thrown = assertThrows(
                ConfigException.class,
                () -> new LayerTrial(type, refusal.options()).lower(refusal.inputs(), true, ElementType.FLOAT64));
        String messages =
                thrown.problems().stream().map(problem -> problem.message()).collect(Collectors.joining("\n"));
        assertEquals(refusal.message(), messages);
    }

    /** K7: inputs of any rank and number are taken, or refused by a labelled message. */
    void takesOrRefusesInputsOfAnyRank(LayerCase made) {
        LayerTrial trial = new LayerTrial(type, made.options());
        for (int count = 1; count <= 3; count++) {
            for (int rank = 0; rank <= MAX_RANK; rank++) {
                Shape shape = Shape.of(
                        Collections.nCopies(rank, 2L).stream().mapToLong(d -> d).toArray());
                try {
                    trial.lower(Collections.nCopies(count, shape), true, ElementType.FLOAT64);
                } catch (ConfigException refusal) {
                    String message = refusal.problems().get(0).message();
                    assertTrue(message.matches("(?s).*, but .*\\. .*\\[[A-Z]\\d+]"), message);
                }
            }
        }
    }

    /** Random inputs and parameters; statistics that are above 0 stay so. */
    private Map<String, double[]> values(Lowered lowered) {
        Philox.Stream random = Philox.stream(seed, 1, 0);
        Map<String, double[]> values = new LinkedHashMap<>();
        values.put(LoneLowering.RANDOM_STATE, new double[] {seed, 0});
        List<Value> inputs = lowered.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(LayerTrial.input(i), numbers(random, inputs.get(i).shape(), 0, 1));
        }
        lowered.lowering()
                .declared()
                .forEach((name, declared) -> values.put(
                        name,
                        numbers(
                                random,
                                declared.type().shape(),
                                declared.initialization().constant(),
                                0.5)));
        return values;
    }

    private static double[] numbers(Philox.Stream random, Shape shape, double center, double bound) {
        double[] values = new double[shape.intSize()];
        Arrays.setAll(values, i -> center + random.uniform(-bound, bound));
        return values;
    }
}
