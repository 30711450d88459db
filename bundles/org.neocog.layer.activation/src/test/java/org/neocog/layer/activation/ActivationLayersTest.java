package org.neocog.layer.activation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class ActivationLayersTest {
    private static NetworkTrial trial(LayerType type, Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "a", options));
    }

    private static double[] run(LayerType type, double... x) {
        return trial(type, null).run(Shape.of(1, x.length), x).values();
    }

    @Test
    void cutsNegativesOff() {
        assertArrayEquals(new double[] {0, 0, 2}, run(new ReluLayer(), -3, 0, 2));
    }

    @Test
    void squashes() {
        assertArrayEquals(new double[] {-Math.tanh(1), 0, 1}, run(new TanhLayer(), -1, 0, 50), 1e-15);
        assertArrayEquals(new double[] {0.5, 1 / (1 + Math.exp(-2)), 0}, run(new SigmoidLayer(), 0, 2, -800), 1e-15);
    }

    @Test
    void isOneAtOneInTheScaleOfLeNet() {
        double[] y = run(new ScaledTanhLayer(), 1, -1, 0, 100);
        assertEquals(1, y[0], 1e-4);
        assertEquals(-1, y[1], 1e-4);
        assertEquals(0, y[2]);
        assertEquals(1.7159, y[3]);
    }

    @Test
    void scalesTanhAsTold() {
        double[] y = trial(new ScaledTanhLayer(), Map.of("amplitude", 3, "slope", 0.5))
                .run(Shape.of(1, 1), 2)
                .values();
        assertEquals(3 * Math.tanh(1), y[0], 1e-15);
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        for (LayerType type : List.of(new ReluLayer(), new TanhLayer(), new SigmoidLayer(), new ScaledTanhLayer())) {
            double error =
                    trial(type, null).gradientErrors(Shape.of(2, 3, 4, 4), 5).get("images");
            assertTrue(error < 1e-7, () -> type.name() + ": relative error " + error);
        }
    }

    @Test
    void rejectsSeveralInputs() {
        Location place = new Location("net.yaml", 2, 3);
        LayerDeclaration layer =
                new LayerDeclaration("a", "tanh", ConfigNode.of(null), List.of("input", "input"), place);
        Model model = Model.of(new ModelSpec(null, List.of(layer)), NetworkTrial.catalog(new TanhLayer()));
        ConfigException refusal = assertThrows(
                ConfigException.class, () -> new NetworkTrial(new ReferenceBackend(), model).lower(Shape.of(1, 1)));
        assertEquals(
                "net.yaml:2:3: tanh \"a\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                refusal.getMessage());
    }
}
