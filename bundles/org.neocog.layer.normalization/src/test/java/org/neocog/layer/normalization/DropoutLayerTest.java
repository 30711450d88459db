package org.neocog.layer.normalization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.TrainingSteps;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.graph.GraphBuilder;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class DropoutLayerTest {
    private static final int COUNT = 40_000;
    private static final long SEED = 20261120;

    private static Model dropout(Object options) {
        return NetworkTrial.layer(new DropoutLayer(), "d", options);
    }

    private static TrainingSteps steps(Model model, long seed) {
        return new TrainingSteps(new ReferenceBackend(), model, Shape.of(4, COUNT / 4), seed);
    }

    private static double[] twos() {
        double[] images = new double[COUNT];
        Arrays.fill(images, 2);
        return images;
    }

    private static double[] drop(double rate, long seed, long step) {
        try (TrainingSteps steps = steps(dropout(rate), seed)) {
            return steps.step(step, twos());
        }
    }

    /** The bound is five standard deviations of a binomial distribution. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.5, 0.9})
    void dropsTheShareAndScalesTheRest(double rate) {
        double[] y = drop(rate, SEED, 3);
        long dropped = Arrays.stream(y).filter(v -> v == 0).count();
        assertEquals(rate * COUNT, dropped, 5 * Math.sqrt(COUNT * rate * (1 - rate)), "seed " + SEED);
        double kept = 2 / (1 - rate);
        assertTrue(Arrays.stream(y).allMatch(v -> v == 0 || Math.abs(v - kept) < 1e-12));
    }

    @Test
    void dropsTheSameForOneSeedAndStepOnly() {
        double[] y = drop(0.5, SEED, 3);
        assertArrayEquals(y, drop(0.5, SEED, 3));
        assertFalse(Arrays.equals(y, drop(0.5, SEED, 4)), "another step");
        assertFalse(Arrays.equals(y, drop(0.5, SEED + 1, 3)), "another seed");
    }

    @Test
    void dropsOtherElementsInOtherLayers() {
        Location place = new Location("net.yaml", 1, 1);
        List<LayerDeclaration> layers = List.of(
                new LayerDeclaration("d1", "dropout", ConfigNode.of(0.5), List.of(), place),
                new LayerDeclaration("d2", "dropout", ConfigNode.of(0.5), List.of(), place));
        Model two = Model.of(new ModelSpec(null, layers), NetworkTrial.catalog(new DropoutLayer()));
        try (TrainingSteps steps = steps(two, SEED)) {
            long kept = Arrays.stream(steps.step(0, twos())).filter(v -> v != 0).count();
            assertEquals(COUNT / 4.0, kept, 5 * Math.sqrt(COUNT * 0.25 * 0.75), "as if independent");
        }
    }

    @Test
    void letsTheGradientThroughWhereItKept() {
        try (TrainingSteps steps = steps(dropout(0.2), SEED)) {
            double[] y = steps.step(7, twos());
            double[] dx = steps.gradient(7, twos());
            double[] expected = Arrays.stream(y).map(v -> v / 2).toArray();
            assertArrayEquals(expected, dx, 1e-12);
        }
    }

    @Test
    void changesNothingInEvaluation() {
        NetworkTrial trial = new NetworkTrial(new ReferenceBackend(), dropout(0.9));
        assertArrayEquals(
                new double[] {1, 2, 3, 4}, trial.run(Shape.of(2, 2), 1, 2, 3, 4).values());
        assertEquals(0, trial.parameters(Shape.of(2, 2)));
    }

    @Test
    void drawsNoNumbersWhereNothingIsDropped() {
        for (Map.Entry<Double, Boolean> entry : Map.of(0.0, true, 0.5, false).entrySet()) {
            GraphBuilder builder = new GraphBuilder("g");
            dropout(entry.getKey())
                    .lower(builder, builder.input("x", TensorType.of(ElementType.FLOAT32, 2, 2)), entry.getValue());
            assertFalse(builder.build().inputs().containsKey(Model.RANDOM_STATE));
        }
    }

    @Test
    void rejectsToDropEverything() {
        ConfigException refusal = assertThrows(ConfigException.class, () -> dropout(1.0));
        assertEquals("net.yaml:1:1: rate must be below 1, but rate=1.0.", refusal.getMessage());
    }
}
