package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.experiment.WeightsSection;
import org.neocog.experiment.WeightsSection.Layout;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class KerasLayoutTest {
    @Test
    void turnsDepthwiseFiltersChannelByChannel() {
        // [H=1, W=2, C=2, multiplier=2]: the digits are w, c, m
        double[] file = {0, 1, 10, 11, 100, 101, 110, 111};
        Shape from = Shape.of(1, 2, 2, 2);
        Shape to = Shape.of(4, 1, 1, 2);
        assertTrue(KerasLayout.fits(from, to));
        assertArrayEquals(
                new double[] {0, 100, 1, 101, 10, 110, 11, 111}, KerasLayout.turned(file, from, to, List.of()));
    }

    @Test
    void turnsFiltersOfAnyNumberOfAxes() {
        // [L=3, I=1, O=2]: the digits are l, o
        assertArrayEquals(
                new double[] {0, 10, 20, 1, 11, 21},
                KerasLayout.turned(
                        new double[] {0, 1, 10, 11, 20, 21}, Shape.of(3, 1, 2), Shape.of(2, 1, 3), List.of()));
    }

    @Test
    void refusesWhatOnlyHasAsManyElements() {
        assertFalse(KerasLayout.fits(Shape.of(2, 3), Shape.of(6, 1)));
        assertFalse(KerasLayout.fits(Shape.of(3, 3, 4, 2), Shape.of(4, 2, 3, 3)), "inputs and outputs swapped");
        assertFalse(KerasLayout.fits(Shape.of(2, 3), Shape.of(2, 3)));
        assertTrue(KerasLayout.fits(Shape.of(2, 3), Shape.of(3, 2)));
    }

    @ParameterizedTest
    @CsvSource({
        "conv1/conv1/kernel:0, stem.weight",
        "net/conv1_bn/moving_variance:0, conv1_bn.running_var",
        "conv1_bn.gamma, conv1_bn.weight",
        "conv_dw_1/depthwise_kernel, conv_dw_1.weight",
        "sep/depthwise_kernel, sep.depthwise.weight",
        "sep/pointwise_kernel, sep.pointwise.weight",
        "iterations, iterations"
    })
    void findsTheVariable(String file, String own) {
        Variable separable =
                new Variable("sep.depthwise.weight", TensorType.of(ElementType.FLOAT32, 2), Variable.Role.PARAMETER);
        WeightsSection section = new WeightsSection(
                Optional.of(Path.of("f")), "", false, Layout.KERAS, Map.of("conv1", "stem"), List.of());
        assertEquals(own, new WeightNames(section, new Program(List.of(separable), List.of())).of(file));
    }
}
