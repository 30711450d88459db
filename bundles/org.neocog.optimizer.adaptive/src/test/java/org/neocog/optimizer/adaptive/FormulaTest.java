package org.neocog.optimizer.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.OptimizerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** The emitted ops, run by the reference backend over several steps in float64, against the papers' formulas in plain Java. */
class FormulaTest {
    private static final double[] START = {1, -2, 0.5, 3, 0.125, -0.25};
    private static final double[] RATES = {0.1, 0.1, 0.05, 0.05, 0.2};
    private static final int N = START.length;

    private double[] p = START.clone();
    private int t;

    /** What an optimizer does to {@link #p} in step {@link #t}. */
    private interface Formula {
        void step(double[] gradient, double rate);
    }

    private static double[] gradient(int step) {
        double[] gradient = new double[N];
        Arrays.setAll(gradient, i -> Math.sin(1 + 3.0 * step + 0.7 * i));
        return gradient;
    }

    private void assertFollows(OptimizerType type, List<String> slots, Formula formula, Object... options)
            throws Exception {
        TensorType shape = TensorType.of(ElementType.FLOAT64, 2, 3);
        Variable parameter = new Variable("w", shape, Role.PARAMETER);
        try (Training training = new Training(
                new ReferenceBackend(),
                type.create(Options.of(type.schema(), options)),
                Map.of(parameter, START),
                g -> parameters -> List.of(g.input("gradient", shape)))) {
            for (t = 1; t <= RATES.length; t++) {
                training.feed("gradient", shape, gradient(t));
                training.step(RATES[t - 1]);
                formula.step(gradient(t), RATES[t - 1]);
                double[] after = training.values("w");
                for (int i = 0; i < N; i++) {
                    assertEquals(p[i], after[i], 1e-13, "element " + i + " after step " + t);
                }
            }
            assertEquals(slots, training.slots());
        }
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    }

    @Test
    void adagradLowersItsRateAndSumsSquares() throws Exception {
        double[] s = new double[N];
        Arrays.fill(s, 0.25);
        assertFollows(
                new AdagradOptimizerType(),
                List.of("w#sum"),
                (g, rate) -> {
                    for (int i = 0; i < N; i++) {
                        double d = g[i] + 0.01 * p[i];
                        s[i] += d * d;
                        p[i] -= rate / (1 + (t - 1) * 0.5) * d / (Math.sqrt(s[i]) + 1e-3);
                    }
                },
                "learning-rate",
                0.1,
                "rate-decay",
                0.5,
                "initial-sum",
                0.25,
                "epsilon",
                1e-3,
                "weight-decay",
                0.01);
    }

    @Test
    void adadeltaScalesByPastSteps() throws Exception {
        double[] s = new double[N];
        double[] d = new double[N];
        assertFollows(
                new AdadeltaOptimizerType(),
                List.of("w#square", "w#delta"),
                (g, rate) -> {
                    for (int i = 0; i < N; i++) {
                        double decayed = g[i] + 0.01 * p[i];
                        s[i] = 0.95 * s[i] + 0.05 * decayed * decayed;
                        double u = Math.sqrt(d[i] + 1e-6) / Math.sqrt(s[i] + 1e-6) * decayed;
                        d[i] = 0.95 * d[i] + 0.05 * u * u;
                        p[i] -= rate * u;
                    }
                },
                "rho",
                0.95,
                "weight-decay",
                0.01);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rmspropKeepsAVelocity(boolean centered) throws Exception {
        double[] s = new double[N];
        double[] a = new double[N];
        double[] v = new double[N];
        assertFollows(
                new RmsPropOptimizerType(),
                centered ? List.of("w#square", "w#mean", "w#momentum") : List.of("w#square", "w#momentum"),
                (g, rate) -> {
                    for (int i = 0; i < N; i++) {
                        s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i];
                        a[i] = centered ? 0.9 * a[i] + 0.1 * g[i] : 0;
                        v[i] = 0.8 * v[i] + g[i] / (Math.sqrt(s[i] - a[i] * a[i]) + 1e-4);
                        p[i] -= rate * v[i];
                    }
                },
                "learning-rate",
                0.1,
                "alpha",
                0.9,
                "momentum",
                0.8,
                "centered",
                centered,
                "epsilon",
                1e-4);
    }

    private Formula adam(boolean decoupled, boolean amsgrad, boolean efficient, double decay) {
        double[] m = new double[N];
        double[] v = new double[N];
        double[] w = new double[N];
        return (g, rate) -> {
            for (int i = 0; i < N; i++) {
                double d = decoupled ? g[i] : g[i] + decay * p[i];
                m[i] = 0.8 * m[i] + 0.2 * d;
                v[i] = 0.9 * v[i] + 0.1 * d * d;
                w[i] = amsgrad ? Math.max(w[i], v[i]) : v[i];
                double first = 1 - Math.pow(0.8, t);
                double second = 1 - Math.pow(0.9, t);
                double u = efficient
                        ? m[i] * Math.sqrt(second) / first / (Math.sqrt(w[i]) + 1e-2)
                        : m[i] / first / (Math.sqrt(w[i] / second) + 1e-2);
                p[i] -= rate * (u + (decoupled ? decay * p[i] : 0));
            }
        };
    }

    private static Object[] adamOptions(boolean amsgrad, String form) {
        return new Object[] {
            "learning-rate",
            0.1,
            "beta1",
            0.8,
            "beta2",
            0.9,
            "epsilon",
            1e-2,
            "weight-decay",
            0.05,
            "amsgrad",
            amsgrad,
            "form",
            form
        };
    }

    @Test
    void adamFollowsAlgorithm1() throws Exception {
        assertFollows(
                new AdamOptimizerType(),
                List.of("w#mean", "w#square"),
                adam(false, false, false, 0.05),
                adamOptions(false, "corrected"));
    }

    @Test
    void adamsEfficientFormAddsEpsilonToTheRootItself() throws Exception {
        assertFollows(
                new AdamOptimizerType(),
                List.of("w#mean", "w#square"),
                adam(false, false, true, 0.05),
                adamOptions(false, "efficient"));
    }

    @Test
    void amsgradNeverForgetsTheGreatestSquare() throws Exception {
        assertFollows(
                new AdamOptimizerType(),
                List.of("w#mean", "w#square", "w#maximum"),
                adam(false, true, false, 0.05),
                adamOptions(true, "corrected"));
    }

    @Test
    void adamwKeepsWeightDecayOutOfTheMoments() throws Exception {
        assertFollows(
                new AdamWOptimizerType(),
                List.of("w#mean", "w#square"),
                adam(true, false, false, 0.05),
                adamOptions(false, "corrected"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lambScalesTheStepToTheNormOfTheParameter(boolean corrected) throws Exception {
        double[] m = new double[N];
        double[] v = new double[N];
        assertFollows(
                new LambOptimizerType(),
                List.of("w#mean", "w#square"),
                (g, rate) -> {
                    double[] u = new double[N];
                    for (int i = 0; i < N; i++) {
                        m[i] = 0.9 * m[i] + 0.1 * g[i];
                        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                        double first = corrected ? 1 - Math.pow(0.9, t) : 1;
                        double second = corrected ? 1 - Math.pow(0.999, t) : 1;
                        u[i] = m[i] / first / (Math.sqrt(v[i] / second) + 1e-6) + 0.01 * p[i];
                    }
                    double trust = norm(p) / norm(u);
                    for (int i = 0; i < N; i++) {
                        p[i] -= rate * trust * u[i];
                    }
                },
                "learning-rate",
                0.1,
                "bias-correction",
                corrected);
    }

    @Test
    void larsGivesEachParameterARateByItsNorm() throws Exception {
        double[] v = new double[N];
        assertFollows(
                new LarsOptimizerType(),
                List.of("w#momentum"),
                (g, rate) -> {
                    double local = 0.02 * norm(p) / (norm(g) + 0.1 * norm(p) + 1e-3);
                    for (int i = 0; i < N; i++) {
                        v[i] = 0.9 * v[i] + rate * local * (g[i] + 0.1 * p[i]);
                    }
                    for (int i = 0; i < N; i++) {
                        p[i] -= v[i];
                    }
                },
                "learning-rate",
                0.1,
                "trust",
                0.02,
                "epsilon",
                1e-3,
                "weight-decay",
                0.1);
    }

    @Test
    void lionStepsAlongTheSign() throws Exception {
        double[] m = new double[N];
        assertFollows(
                new LionOptimizerType(),
                List.of("w#mean"),
                (g, rate) -> {
                    for (int i = 0; i < N; i++) {
                        p[i] -= rate * (Math.signum(0.9 * m[i] + 0.1 * g[i]) + 0.05 * p[i]);
                        m[i] = 0.99 * m[i] + 0.01 * g[i];
                    }
                },
                "learning-rate",
                0.1,
                "weight-decay",
                0.05);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lars", "lamb"})
    void aNormOfZeroMeansARatioOfOne(String name) throws Exception {
        TensorType shape = TensorType.of(ElementType.FLOAT64, 1, 2);
        OptimizerType type = name.equals("lars") ? new LarsOptimizerType() : new LambOptimizerType();
        try (Training training = new Training(
                new ReferenceBackend(),
                type.create(Options.of(type.schema(), "learning-rate", 0.5)),
                Map.of(new Variable("w", shape, Role.PARAMETER), new double[2]),
                g -> parameters -> List.of(g.input("gradient", shape)))) {
            training.feed("gradient", shape, 2, -2);
            training.step(0.5);
            double[] after = training.values("w");
            double expected = name.equals("lars") ? -1 : -0.5; // Adam's first step is the sign, less epsilon
            assertEquals(expected, after[0], 1e-6);
            assertEquals(-expected, after[1], 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lars", "lamb"})
    void vectorsCanBeLeftAsTheyAre(String name) throws Exception {
        TensorType shape = TensorType.of(ElementType.FLOAT64, 2);
        OptimizerType type = name.equals("lars") ? new LarsOptimizerType() : new LambOptimizerType();
        try (Training training = new Training(
                new ReferenceBackend(),
                type.create(
                        Options.of(type.schema(), "learning-rate", 0.5, "weight-decay", 0.1, "adapt-vectors", false)),
                Map.of(new Variable("b", shape, Role.PARAMETER), new double[] {3, 4}),
                g -> parameters -> List.of(g.input("gradient", shape)))) {
            training.feed("gradient", shape, 2, -2);
            training.step(0.5);
            double length = name.equals("lars") ? 1 : 0.5;
            assertEquals(3 - length, training.values("b")[0], 1e-6);
            assertEquals(4 + length, training.values("b")[1], 1e-6);
        }
    }

    @Test
    void biasCorrectionKeepsItsDigitsInFloat32() throws Exception {
        TensorType shape = TensorType.of(ElementType.FLOAT32, 1);
        AdamOptimizerType type = new AdamOptimizerType();
        try (Training training = new Training(
                new ReferenceBackend(),
                type.create(Options.of(type.schema(), "learning-rate", 1, "beta2", 0.99999, "form", "efficient")),
                Map.of(new Variable("w", shape, Role.PARAMETER), new double[1]),
                g -> parameters -> List.of(g.input("gradient", shape)))) {
            training.feed("gradient", shape, 3);
            training.step(1);
            // 1 - 0.99999 in float32 is off by 0.1 %, and the step by half of that
            assertEquals(-1, training.values("w")[0], 2e-6);
        }
    }

    @Test
    void refusesWhatIsOutOfRange() {
        AdamOptimizerType adam = new AdamOptimizerType();
        ConfigException e =
                assertThrows(ConfigException.class, () -> Options.of(adam.schema(), "learning-rate", 0.1, "beta2", 1));
        assertTrue(e.getMessage().contains("beta2 must be below 1, but beta2=1"), e.getMessage());
    }
}
