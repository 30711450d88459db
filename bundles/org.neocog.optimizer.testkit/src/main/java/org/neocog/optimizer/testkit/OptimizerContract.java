package org.neocog.optimizer.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What {@link Optimizer} promises, as checks with a claim each, for one type with some options. Provided by the framework; needs no test framework. An
 * optimizer's tests run all of them:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheContractOfOptimizers() {
 *     return OptimizerContract.of(type, Map.of("learning-rate", 0.1), backend).following(recurrence).checks().stream()
 *             .map(check -> dynamicTest(check.claim(), check::run));
 * }
 * }</pre>
 *
 * <p>Random numbers come from a fixed seed. The backend computes in float64, as the reference backend does.
 */
@ProviderType
public final class OptimizerContract {
    private static final long SEED = 20_15;
    private static final int STEPS = 6;
    private static final int DESCENT = 200;
    private static final double EQUAL = 1e-12;
    private static final double FLOAT32 = 1e-4;
    private static final List<Shape> SHAPES = List.of(Shape.of(), Shape.of(5), Shape.of(2, 3), Shape.of(3, 2, 1, 2));

    private final OptimizerType type;
    private final @Nullable Object options;
    private final Backend backend;
    private final Optional<Recurrence> recurrence;

    /** One claim about an optimizer. */
    public record Check(String claim, Runnable body) {
        /** @throws AssertionError if the claim does not hold; says what was seen */
        public void run() {
            body.run();
        }
    }

    private OptimizerContract(
            OptimizerType type, @Nullable Object options, Backend backend, Optional<Recurrence> recurrence) {
        this.type = type;
        this.options = options;
        this.backend = backend;
        this.recurrence = recurrence;
    }

    /**
     * The contract of a type.
     *
     * @param options as a config has them, or null for none
     */
    public static OptimizerContract of(OptimizerType type, @Nullable Object options, Backend backend) {
        return new OptimizerContract(type, options, backend, Optional.empty());
    }

    /** The same, and what it computes is that of a formula. */
    public OptimizerContract following(Recurrence formula) {
        return new OptimizerContract(type, options, backend, Optional.of(formula));
    }

    /** All checks. */
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(List.of(
                new Check("U1: describes itself", this::describesItself),
                new Check("U2: gives the type of the parameter, for every shape", this::keepsTypes),
                new Check("U3: sets every slot once, and declares the same each time", this::setsSlots),
                new Check("U4: emits the same ops each time", this::keepsNoState),
                new Check("U5: a learning rate of 0 changes nothing", this::restsWithoutRate),
                new Check("U6: float32 follows float64", this::isStableInFloat32),
                new Check("U7: goes on from a snapshot bit for bit", this::resumes),
                new Check("U8: descends a parabola", this::descends),
                new Check("U9: refuses options that there are not", this::refusesUnknownOptions)));
        recurrence.ifPresent(formula -> checks.add(new Check("U10: computes its recurrence", () -> follows(formula))));
        return checks;
    }

    private Optimizer create() {
        Problems problems = new Problems();
        Options bound = new Binder(Catalog.of(Map.of()), problems)
                .bind(type.schema(), ConfigNode.of(options == null ? Map.of() : options), type.name());
        problems.throwIfAny();
        return type.create(bound);
    }

    private void describesItself() {
        require(
                type.name().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"),
                "the name must be as configs have it: " + type.name());
        require(type.summary().endsWith("."), "the summary must be a sentence: " + type.summary());
        for (Option<?> option : type.schema().options()) {
            require(!option.help().isBlank(), "option " + option.name() + " must have a help");
        }
        require(create().learningRate() > 0, "the learning rate must be above 0");
    }

    private void keepsTypes() {
        for (ElementType element : List.of(ElementType.FLOAT32, ElementType.FLOAT64)) {
            for (Shape shape : SHAPES) {
                UpdateTrial.Rule rule = new UpdateTrial.Rule(create(), new TensorType(element, shape));
                require(
                        rule.result().shape().equals(shape) && rule.result().element() == element,
                        "the next value must have the parameter's type, but parameter=" + element + shape + ", next="
                                + rule.result().type());
            }
        }
    }

    private void setsSlots() {
        Optimizer optimizer = create();
        UpdateTrial.Rule rule = rule(optimizer);
        Set<String> once = new HashSet<>(rule.updated());
        require(
                once.size() == rule.updated().size() && once.equals(new HashSet<>(rule.declared())),
                "every slot must be set once, but declared=" + rule.declared() + ", set=" + rule.updated());
        require(
                rule.slots().equals(rule(optimizer).slots()),
                "each call must declare the same slots, but first=" + rule.slots());
    }

    private static UpdateTrial.Rule rule(Optimizer optimizer) {
        return new UpdateTrial.Rule(optimizer, new TensorType(ElementType.FLOAT64, Shape.of(2, 3)));
    }

    private void keepsNoState() {
        Optimizer optimizer = create();
        String first = rule(optimizer).graphOfStep().toString();
        new UpdateTrial.Rule(optimizer, new TensorType(ElementType.FLOAT32, Shape.of(7)));
        require(first.equals(rule(optimizer).graphOfStep().toString()), "the graph must be the same each time");
    }

    private void restsWithoutRate() {
        double[] start = numbers(1, 6);
        double[] end = run(create(), ElementType.FLOAT64, start, 0);
        require(Arrays.equals(start, end), "the parameter must stay " + text(start) + ", but is " + text(end));
    }

    private void isStableInFloat32() {
        double rate = create().learningRate();
        double[] start = numbers(1, 6);
        double[] exact = run(create(), ElementType.FLOAT64, start, rate);
        double[] rounded = run(create(), ElementType.FLOAT32, start, rate);
        requireNear("float32", exact, rounded, FLOAT32);
    }

    private void follows(Recurrence formula) {
        double rate = create().learningRate();
        double[] want = numbers(1, 6);
        Map<String, double[]> memory = new HashMap<>();
        try (UpdateTrial trial = new UpdateTrial(backend, create(), ElementType.FLOAT64, Shape.of(2, 3), want)) {
            for (int step = 1; step <= STEPS; step++) {
                double[] gradient = numbers(10 + step, 6);
                want = formula.next(step, rate / step, want.clone(), gradient, memory);
                trial.step(rate / step, gradient);
                requireNear("step " + step, want, trial.parameter(), EQUAL);
            }
        }
    }

    private double[] run(Optimizer optimizer, ElementType element, double[] start, double rate) {
        try (UpdateTrial trial = new UpdateTrial(backend, optimizer, element, Shape.of(2, 3), start)) {
            for (int step = 1; step <= STEPS; step++) {
                trial.step(rate, numbers(10 + step, 6));
            }
            return trial.parameter();
        }
    }

    private void resumes() {
        double rate = create().learningRate();
        double[] start = numbers(1, 6);
        double[] want = run(create(), ElementType.FLOAT32, start, rate);
        try (UpdateTrial first = new UpdateTrial(backend, create(), ElementType.FLOAT32, Shape.of(2, 3), start);
                UpdateTrial second =
                        new UpdateTrial(backend, create(), ElementType.FLOAT32, Shape.of(2, 3), new double[6])) {
            for (int step = 1; step <= STEPS / 2; step++) {
                first.step(rate, numbers(10 + step, 6));
            }
            second.continueFrom(first);
            for (int step = STEPS / 2 + 1; step <= STEPS; step++) {
                second.step(rate, numbers(10 + step, 6));
            }
            double[] got = second.parameter();
            require(Arrays.equals(want, got), "it must end at " + text(want) + ", but ends at " + text(got));
        }
    }

    private void descends() {
        double rate = create().learningRate();
        double[] centre = {1, -2, 0.5, 3, -1, 2};
        double[] x = new double[6];
        double before = distance(x, centre);
        try (UpdateTrial trial = new UpdateTrial(backend, create(), ElementType.FLOAT64, Shape.of(2, 3), x)) {
            for (int step = 0; step < DESCENT; step++) {
                double[] gradient = new double[6];
                for (int i = 0; i < 6; i++) {
                    gradient[i] = x[i] - centre[i];
                }
                trial.step(rate, gradient);
                x = trial.parameter();
            }
        }
        double after = distance(x, centre);
        require(after < before, "the loss must fall, but before=" + before + ", after=" + after);
    }

    private void refusesUnknownOptions() {
        Map<String, Object> wrong = new HashMap<>();
        if (options instanceof Map<?, ?> map) {
            map.forEach((key, value) -> wrong.put(String.valueOf(key), value));
        }
        wrong.put("no-such-option", 1);
        try {
            OptimizerContract.of(type, wrong, backend).create();
        } catch (ConfigException refusal) {
            require(
                    String.valueOf(refusal.getMessage()).contains("no-such-option"),
                    "the refusal must name the option");
            return;
        }
        throw new AssertionError("optimizer: an unknown option must be refused, but is taken");
    }

    private static double distance(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]) / 2;
        }
        return sum;
    }

    private static double[] numbers(int stream, int count) {
        SplittableRandom random = new SplittableRandom(SEED + stream);
        return random.doubles(count, -1, 1).toArray();
    }

    private static void requireNear(String what, double[] want, double[] got, double relative) {
        for (int i = 0; i < want.length; i++) {
            boolean near = Math.abs(got[i] - want[i]) <= relative * Math.max(1, Math.abs(want[i]));
            require(near, what + " must be " + text(want) + ", but is " + text(got));
        }
    }

    private static String text(double[] values) {
        return Arrays.toString(values);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("optimizer: " + what + ".");
        }
    }
}
