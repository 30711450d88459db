package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.exchange.NetworkFormat.WriteOptions;
import org.neocog.exchange.onnx.OnnxFormat;
import org.neocog.tensor.Shape;

/** Exported networks say the same in ONNX Runtime. {@code -Dneocog.onnx.images=100} compares as many images of each. */
class OnnxTest {
    private static final int IMAGES = Integer.getInteger("neocog.onnx.images", 3);
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest(name = "{0} {1}, folded {2}")
    @CsvSource({
        "lenet5, '', false",
        "lenet5, variant=1998, false",
        "resnet-cifar, depth=20 shortcut=A, false",
        "resnet-cifar, depth=20 shortcut=B, true",
        "googlenet, resolution=96 classes=10, false",
        "mobilenet, resolution=64 width=0.5 classes=10, false",
        "mobilenet, resolution=64 width=0.5 classes=10, true"
    })
    void onnxRuntimeGivesOurLogits(String name, String options, boolean folded) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        Shape image = spec.input() == null ? Shape.of(3, 32, 32) : spec.input();
        RandomNetwork network = RandomNetwork.of(Model.of(spec, Networks.CATALOG), image, 7);
        float[] pixels = network.pixels(IMAGES, 11);
        float[] ours = network.logits(RandomTraining.backend("onednn"), IMAGES, pixels);
        for (int batch : new int[] {0, IMAGES}) {
            byte[] file = new OnnxFormat().write(network.trained(name), new WriteOptions(folded, batch));
            float[] theirs = OnnxRuntime.logits(file, Shape.of(IMAGES).concat(image), pixels);
            assertClose(ours, theirs, name + " " + options + ", batch " + batch);
        }
    }

    /** Equal within the tolerance, of the greatest logit where that is above 1. */
    private static void assertClose(float[] ours, float[] theirs, String which) {
        float greatest = 0;
        float apart = 0;
        assertTrue(ours.length == theirs.length, which);
        for (int i = 0; i < ours.length; i++) {
            greatest = Math.max(greatest, Math.abs(ours[i]));
            apart = Math.max(apart, Math.abs(ours[i] - theirs[i]));
        }
        System.out.printf(Locale.ROOT, "%s: logits to %.3g, apart by %.3g%n", which, greatest, apart);
        assertTrue(greatest > 1e-3, () -> which + " says something");
        assertArrayEquals(ours, theirs, (float) (TOLERANCE * Math.max(1, greatest)), which);
    }
}
