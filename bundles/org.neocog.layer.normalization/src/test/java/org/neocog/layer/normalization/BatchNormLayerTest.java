package org.neocog.layer.normalization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.TrainingSteps;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class BatchNormLayerTest {
    private static final double EPSILON = 1e-5;

    private static NetworkTrial trial(Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(new BatchNormLayer(), "bn1", options));
    }

    private static TrainingSteps steps(Object options, long... images) {
        return new TrainingSteps(
                new ReferenceBackend(), NetworkTrial.layer(new BatchNormLayer(), "bn1", options), Shape.of(images), 5);
    }

    @Test
    void namesParametersAndStatisticsAsPyTorchDoes() {
        List<Variable> variables = trial(null).lower(Shape.of(2, 7, 3, 3)).variables().stream()
                .map(DeclaredVariable::variable)
                .toList();
        assertEquals(
                List.of("bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"),
                variables.stream().map(Variable::name).toList());
        assertEquals(
                List.of(
                        Variable.Role.PARAMETER,
                        Variable.Role.PARAMETER,
                        Variable.Role.STATISTIC,
                        Variable.Role.STATISTIC),
                variables.stream().map(Variable::role).toList());
        assertTrue(variables.stream().allMatch(v -> v.type().shape().equals(Shape.of(7))));
        assertEquals(
                List.of(1.0, 0.0, 0.0, 1.0),
                trial(null).lower(Shape.of(2, 7, 3, 3)).variables().stream()
                        .map(v -> v.initialization().constant())
                        .toList());
        assertEquals(14, trial(null).parameters(Shape.of(2, 7, 3, 3)));
        assertEquals(0, trial(Map.of("affine", false)).parameters(Shape.of(2, 7, 3, 3)));
    }

    @Test
    void declaresTheSameInTrainingAndInEvaluation() {
        GraphBuilder builder = new GraphBuilder("evaluation");
        List<DeclaredVariable> evaluation = NetworkTrial.layer(new BatchNormLayer(), "bn1", null)
                .lower(builder, builder.input("x", TensorType.of(ElementType.FLOAT64, 1, 7)), false)
                .variables();
        assertEquals(trial(null).lower(Shape.of(2, 7)).variables(), evaluation);
    }

    @Test
    void takesFirstValuesFromInitializers() {
        Map<String, Object> options =
                Map.of("weight-init", Map.of("constant", 0), "bias-init", Map.of("constant", 0.5));
        List<DeclaredVariable> variables = trial(options).lower(Shape.of(2, 3)).variables();
        assertEquals("constant", variables.get(0).initialization().initializer().type());
        assertEquals("constant", variables.get(1).initialization().initializer().type());
    }

    @Test
    void normalizesByTheBatchInTraining() {
        try (TrainingSteps steps = steps(null, 2, 2, 1, 2)) {
            double[] y = steps.step(0, 1, 3, 10, 10, 5, 7, 30, 30);
            // means 4 and 20, biased variances 5 and 100
            double a = 1 / Math.sqrt(5 + EPSILON);
            double b = 10 / Math.sqrt(100 + EPSILON);
            assertArrayEquals(new double[] {-3 * a, -a, -b, -b, a, 3 * a, b, b}, y, 1e-12);
        }
    }

    /** Batches of the means 4, 1, -2 and the unbiased variances 20/3, 2/3, 14/3, by hand. */
    @Test
    void followsTheBatchesWithUnbiasedVariances() {
        try (TrainingSteps steps = steps(null, 4, 1)) {
            steps.step(0, 1, 3, 5, 7);
            assertArrayEquals(new double[] {0.4}, steps.value("bn1.running_mean"), 1e-15);
            assertArrayEquals(new double[] {0.9 + 2.0 / 3}, steps.value("bn1.running_var"), 1e-15);
            steps.step(1, 0, 1, 1, 2);
            assertArrayEquals(new double[] {0.36 + 0.1}, steps.value("bn1.running_mean"), 1e-15);
            assertArrayEquals(new double[] {0.81 + 0.6 + 0.2 / 3}, steps.value("bn1.running_var"), 1e-15);
            steps.step(2, -5, -1, -2, 0);
            assertArrayEquals(new double[] {0.414 - 0.2}, steps.value("bn1.running_mean"), 1e-15);
            assertArrayEquals(new double[] {0.729 + 0.54 + 0.06 + 1.4 / 3}, steps.value("bn1.running_var"), 1e-15);
        }
    }

    @Test
    void countsPixelsAsElementsOfAChannel() {
        try (TrainingSteps steps = steps(Map.of("momentum", 1), 2, 1, 2, 1)) {
            steps.step(0, 1, 3, 5, 7);
            assertArrayEquals(new double[] {4}, steps.value("bn1.running_mean"), 1e-15);
            assertArrayEquals(new double[] {20.0 / 3}, steps.value("bn1.running_var"), 1e-14);
        }
    }

    @Test
    void keepsStatisticsThatHaveNoMomentum() {
        try (TrainingSteps steps = steps(Map.of("momentum", 0), 2, 1)) {
            steps.step(0, 10, 20);
            assertArrayEquals(new double[] {0}, steps.value("bn1.running_mean"));
            assertArrayEquals(new double[] {1}, steps.value("bn1.running_var"));
        }
    }

    @Test
    void normalizesByRunningStatisticsInEvaluation() {
        double[] y = trial(Map.of("epsilon", 1))
                .set("bn1.weight", 10, 1)
                .set("bn1.bias", 5, -1)
                .set("bn1.running_mean", 2, 1)
                .set("bn1.running_var", 3, 8)
                .run(Shape.of(1, 2, 2), 4, 0, 7, 1)
                .values();
        assertArrayEquals(new double[] {15, -5, 1, -1}, y, 1e-12);
        double[] plain = trial(Map.of("affine", false, "epsilon", 1))
                .set("bn1.running_mean", 2)
                .set("bn1.running_var", 3)
                .run(Shape.of(2, 1), 4, 0)
                .values();
        assertArrayEquals(new double[] {1, -1}, plain, 1e-12);
    }

    @Test
    void normalizesAnyNumberOfSpatialAxes() {
        for (Shape shape : List.of(Shape.of(4, 3), Shape.of(2, 3, 5), Shape.of(2, 3, 2, 2), Shape.of(2, 3, 2, 2, 2))) {
            assertEquals(shape, trial(null).lower(shape).output().shape());
        }
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        for (Shape images : List.of(Shape.of(5, 3), Shape.of(2, 3, 4, 3))) {
            Map<String, Double> errors =
                    trial(Map.of("weight-init", "he", "bias-init", "he")).gradientErrors(images, 31);
            assertEquals(3, errors.size());
            errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
        }
    }

    @Test
    void rejectsInputsWithoutChannels() {
        assertRejected(
                "net.yaml:1:1: batch-norm \"bn1\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                null,
                2);
    }

    @Test
    void rejectsTrainingOnOneElementPerChannel() {
        assertRejected(
                "net.yaml:1:1: batch-norm \"bn1\": a channel must have more than one element in training, but input=[1, 8, 1, 1]. Use larger batches, and drop a last one that has one image. [C2]",
                null,
                1,
                8,
                1,
                1);
        assertArrayEquals(
                new double[] {3 / Math.sqrt(1 + EPSILON)},
                trial(null).run(Shape.of(1, 1, 1, 1), 3).values(),
                1e-12,
                "evaluation takes one");
    }

    @Test
    void rejectsInitialValuesOfWhatIsNotThere() {
        assertRejected(
                "net.yaml:1:1: initial values must go with affine, but affine=false. [C3]",
                Map.of("affine", false, "weight-init", "he"),
                2,
                2);
    }

    @Test
    void rejectsOptionsOutOfRange() {
        assertRejected("net.yaml:1:1: momentum must be at most 1, but momentum=1.5.", Map.of("momentum", 1.5), 2, 2);
        assertRejected("net.yaml:1:1: epsilon must be above 0, but epsilon=0.", Map.of("epsilon", 0), 2, 2);
    }

    private static void assertRejected(String message, Object options, long... images) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> trial(options).lower(Shape.of(images)))
                        .getMessage());
    }
}
