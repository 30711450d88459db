package org.neocog.layer.merge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class MergeLayersTest {
    private static final Location PLACE = new Location("net.yaml", 1, 1);

    /** A network of one layer that reads {@code from}: the images, and {@code wide}, the images with 4 channels. */
    private static NetworkTrial trial(LayerType type, Object options, String... from) {
        LayerDeclaration wide = new LayerDeclaration(
                "wide",
                "zero-pad-shortcut",
                ConfigNode.of(Map.of("channels", 4, "stride", 1)).at(PLACE),
                List.of(),
                PLACE);
        LayerDeclaration layer =
                new LayerDeclaration("m", type.name(), ConfigNode.of(options).at(PLACE), List.of(from), PLACE);
        return new NetworkTrial(
                new ReferenceBackend(),
                Model.of(
                        new ModelSpec(null, List.of(wide, layer)),
                        NetworkTrial.catalog(new AddLayer(), new ConcatenateLayer(), new ZeroPadShortcutLayer())));
    }

    private static NetworkTrial shortcut(Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(new ZeroPadShortcutLayer(), "m", options));
    }

    private static String refusal(NetworkTrial trial, long... images) {
        return assertThrows(ConfigException.class, () -> trial.lower(Shape.of(images)))
                .getMessage();
    }

    @Test
    void addsItsInputs() {
        double[] images = {1, 2, 3, 4, 5, 6, 7, 8};
        Output two = trial(new AddLayer(), null, "input", "wide").run(Shape.of(1, 4, 2), images);
        assertEquals(Shape.of(1, 4, 2), two.shape());
        assertArrayEquals(new double[] {2, 4, 6, 8, 10, 12, 14, 16}, two.values());
        Output three = trial(new AddLayer(), null, "input", "wide", "input").run(Shape.of(1, 4, 2), images);
        assertArrayEquals(new double[] {3, 6, 9, 12, 15, 18, 21, 24}, three.values());
    }

    @Test
    void putsChannelsAfterEachOther() {
        Output output = trial(new ConcatenateLayer(), null, "input", "wide").run(Shape.of(2, 2, 1), 1, 2, 3, 4);
        assertEquals(Shape.of(2, 6, 1), output.shape());
        assertArrayEquals(new double[] {1, 2, 0, 1, 2, 0, 3, 4, 0, 3, 4, 0}, output.values());
        Output turned = trial(new ConcatenateLayer(), null, "wide", "input").run(Shape.of(1, 2, 1), 1, 2);
        assertArrayEquals(new double[] {0, 1, 2, 0, 1, 2}, turned.values());
    }

    @Test
    void putsPixelsAfterEachOther() {
        Output output = trial(new ConcatenateLayer(), 2, "input", "input").run(Shape.of(1, 2, 2), 1, 2, 3, 4);
        assertEquals(Shape.of(1, 2, 4), output.shape());
        assertArrayEquals(new double[] {1, 2, 1, 2, 3, 4, 3, 4}, output.values());
    }

    /** {@code F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, planes // 4, planes // 4))}. */
    @Test
    void keepsEverySecondPixelBetweenChannelsOfZeros() {
        double[] images = IntStream.rangeClosed(1, 18).mapToDouble(i -> i).toArray();
        Output output = shortcut(4).run(Shape.of(1, 2, 3, 3), images);
        assertEquals(Shape.of(1, 4, 2, 2), output.shape());
        assertArrayEquals(new double[] {0, 0, 0, 0, 1, 3, 7, 9, 10, 12, 16, 18, 0, 0, 0, 0}, output.values());
    }

    @Test
    void putsTheOddChannelBehind() {
        Output output = shortcut(Map.of("channels", 4, "stride", 1)).run(Shape.of(1, 1, 1), 7);
        assertArrayEquals(new double[] {0, 7, 0, 0}, output.values());
    }

    @ParameterizedTest
    @CsvSource({"32, 16, 32, 2, 16", "15, 16, 32, 2, 8", "8, 64, 64, 1, 8", "8, 64, 64, 3, 3"})
    void hasOutputsOfTheSizeOfTheFormula(int in, int inChannels, int channels, int stride, int out) {
        NetworkTrial trial = shortcut(Map.of("channels", channels, "stride", stride));
        assertEquals(
                Shape.of(2, channels, out, out),
                trial.lower(Shape.of(2, inChannels, in, in)).output().shape());
        assertEquals(0, trial.parameters(Shape.of(2, inChannels, in, in)));
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        assertGradient(trial(new AddLayer(), null, "input", "wide"), 2, 4, 3, 3);
        assertGradient(trial(new ConcatenateLayer(), null, "input", "wide"), 2, 2, 3, 3);
        assertGradient(trial(new ConcatenateLayer(), 3, "wide", "wide"), 2, 2, 3, 3);
        assertGradient(shortcut(5), 2, 2, 5, 4);
    }

    private static void assertGradient(NetworkTrial trial, long... images) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(images), 19);
        assertEquals(List.of("images"), List.copyOf(errors.keySet()));
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsASingleInput() {
        assertEquals(
                "net.yaml:1:1: add \"m\": the layer must have two inputs or more, but inputs=1. Name them in from. [C1]",
                refusal(trial(new AddLayer(), null, "wide"), 2, 3, 4));
        assertEquals(
                "net.yaml:1:1: concatenate \"m\": the layer must have two inputs or more, but inputs=1. Name them in from. [C1]",
                refusal(trial(new ConcatenateLayer(), null), 2, 3, 4));
    }

    @Test
    void rejectsToAddDifferentShapes() {
        assertEquals(
                "net.yaml:1:1: add \"m\": the inputs must have one shape, but inputs=[[3, 8, 8], [4, 8, 8]]. Project one of them by a 1x1 convolution. [C2]",
                refusal(trial(new AddLayer(), null, "input", "wide"), 2, 3, 8, 8));
    }

    @Test
    void rejectsAnAxisThatIsNotThere() {
        assertEquals(
                "net.yaml:1:1: concatenate \"m\": the inputs must have the axis, but axis=3, rank=3. Use a lower axis. [C2]",
                refusal(trial(new ConcatenateLayer(), 3, "input", "wide"), 2, 3, 4));
        ConfigException batch =
                assertThrows(ConfigException.class, () -> trial(new ConcatenateLayer(), 0, "input", "wide"));
        assertEquals("net.yaml:1:1: axis must be at least 1, but axis=0.", batch.getMessage());
    }

    @Test
    void rejectsToConcatenateShapesThatDifferElsewhere() {
        assertEquals(
                "net.yaml:1:1: concatenate \"m\": the shapes of the inputs must differ along the axis only, but inputs=[[3, 8], [4, 8]], axis=2. Give the branches one stride and padding that keeps the size. [C3]",
                refusal(trial(new ConcatenateLayer(), 2, "input", "wide"), 2, 3, 8));
    }

    @Test
    void rejectsShortcutsThatDoNotFit() {
        assertEquals(
                "net.yaml:1:1: zero-pad-shortcut \"m\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 3]. Change the layer before it. [C1]",
                refusal(shortcut(4), 2, 3));
        assertEquals(
                "net.yaml:1:1: zero-pad-shortcut \"m\": channels must be at least inChannels, but channels=4, inChannels=8. Use a 1x1 convolution to have fewer. [C2]",
                refusal(shortcut(4), 2, 8, 3, 3));
        assertEquals(
                "net.yaml:1:1: zero-pad-shortcut \"m\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                refusal(trial(new ZeroPadShortcutLayer(), 4, "input", "wide"), 2, 3, 3, 3));
    }
}
