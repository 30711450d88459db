package com.example.prelu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.tensor.Shape;

/** What this layer computes, number for number. */
class PreluLayerTest {
    private static NetworkTrial trial(Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(new PreluLayer(), "p", options));
    }

    @Test
    void multipliesNegativesByTheSlopeOfTheirChannel() {
        double[] y = trial(null)
                .set("p.weight", 0.5, 0.1)
                .run(Shape.of(1, 2, 3), -2, 0, 2, -3, 0, 3)
                .values();
        assertArrayEquals(new double[] {-1, 0, 2, -0.3, 0, 3}, y, 1e-15);
    }

    @Test
    void isAReluWhoseSlopesAreZero() {
        double[] y = trial(Map.of("initial", 0)).run(Shape.of(1, 1, 4), -2, -1, 0, 7).values();
        assertArrayEquals(new double[] {0, 0, 0, 7}, y, 0);
    }
}
