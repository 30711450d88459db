package org.neocog.layer.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Options;
import org.neocog.graph.Variable;
import org.neocog.layer.LayerType;
import org.neocog.optimizer.initializer.FilterInitializerType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** {@code trainable: false}. */
class FrozenConvolutionTest {
    private static final Shape IMAGES = Shape.of(2, 2, 5, 5);

    private static NetworkTrial trial(LayerType type, boolean trainable) {
        Map<String, Object> options = type instanceof DepthwiseConv2dLayer
                ? Map.of("kernel", 3, "trainable", trainable)
                : Map.of("filters", 4, "kernel", 3, "trainable", trainable);
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "c", options));
    }

    static List<LayerType> layers() {
        return List.of(
                new Conv2dLayer(),
                new DepthwiseConv2dLayer(),
                new SeparableConv2dLayer(),
                new LocallyConnected2dLayer());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void keepsNamesShapesAndFirstValues(LayerType type) {
        Lowered trained = trial(type, true).lower(IMAGES);
        Lowered frozen = trial(type, false).lower(IMAGES);
        assertEquals(trained.variables().size(), frozen.variables().size());
        for (int i = 0; i < trained.variables().size(); i++) {
            DeclaredVariable before = trained.variables().get(i);
            DeclaredVariable now = frozen.variables().get(i);
            assertEquals(before.variable().name(), now.variable().name());
            assertEquals(before.variable().type(), now.variable().type());
            assertEquals(
                    before.initialization().initializer() == null,
                    now.initialization().initializer() == null);
            assertEquals(before.initialization().fanIn(), now.initialization().fanIn());
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void trainsNothing(LayerType type) {
        NetworkTrial trial = trial(type, false);
        assertEquals(0, trial.parameters(IMAGES));
        assertEquals(Map.of(), trial.lower(IMAGES).updates());
        assertTrue(trial.lower(IMAGES).variables().stream()
                .allMatch(v -> v.variable().role() != Variable.Role.PARAMETER));
        Map<String, Double> errors = trial.gradientErrors(IMAGES, 3);
        assertEquals(List.of("images"), List.copyOf(errors.keySet()));
        assertTrue(errors.get("images") < 1e-7, "gradients flow through");
    }

    /** The image of the lecture, whose left half is bright, under both of Sobel's filters at once. */
    @Test
    void findsEdgesByFiltersMadeByHand() {
        FilterInitializerType type = new FilterInitializerType();
        Map<String, Object> options = Map.of("filters", 2, "kernel", 3, "bias", false, "trainable", false);
        double[] weight = new double[18];
        type.create(Options.of(type.schema(), "names", List.of("sobel-x", "sobel-y")))
                .fill(weight, 9, 18, Philox.stream(1, 2, 3));
        double[] image = new double[36];
        Arrays.setAll(image, i -> i % 6 < 3 ? 10 : 0);
        double[] edges = new double[32];
        Arrays.setAll(edges, i -> i < 16 && (i % 4 == 1 || i % 4 == 2) ? 40 : 0);
        Output output = new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(new Conv2dLayer(), "c", options))
                .set("c.weight", weight)
                .run(Shape.of(1, 1, 6, 6), image);
        assertEquals(Shape.of(1, 2, 4, 4), output.shape());
        assertArrayEquals(edges, output.values());
    }

    @Test
    void convolvesAsBefore() {
        double[] image = {1, 2, 3, 4};
        Map<String, Object> options = Map.of("filters", 1, "kernel", 2, "bias", false, "trainable", false);
        double[] y = new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(new Conv2dLayer(), "c", options))
                .set("c.weight", 1, 10, 100, 1000)
                .run(Shape.of(1, 1, 2, 2), image)
                .values();
        assertArrayEquals(new double[] {4321}, y);
    }
}
