package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.exchange.NetworkFormat.WriteOptions;
import org.neocog.exchange.onnx.OnnxFormat;
import org.neocog.tensor.Shape;

/**
 * Exported networks say the same in ONNX Runtime, and imported again they say the same here. {@code -Dneocog.onnx.images=100} compares as
 * many images of each; with {@code -Dneocog.onnx.whole=true} also of networks at their full size.
 */
class OnnxTest {
    private static final int IMAGES = Integer.getInteger("neocog.onnx.images", 3);

    /** Of the logits' difference, whatever their size; or the share below of the greatest logit, where that is more: a few last bits. */
    private static final double TOLERANCE = 1e-4;

    private static final double SHARE = 1e-6;

    @TempDir
    Path folder;

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
    void onnxRuntimeGivesOurLogits(String name, String options, boolean folded) throws IOException {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        Shape image = spec.input() == null ? Shape.of(3, 32, 32) : spec.input();
        RandomNetwork network = RandomNetwork.of(Model.of(spec, Networks.CATALOG), image, 7);
        float[] pixels = network.pixels(IMAGES, 11);
        float[] ours = network.logits(RandomTraining.backend("onednn"), IMAGES, pixels);
        for (int batch : new int[] {0, IMAGES}) {
            byte[] file = new OnnxFormat().write(network.trained(name), new WriteOptions(folded, batch));
            float[] theirs = OnnxRuntime.logits(file, Shape.of(IMAGES).concat(image), pixels);
            String which = name + " " + options + ", batch " + batch;
            assertClose(ours, theirs, which);
            RandomNetwork again = imported(folder, file, image);
            assertClose(ours, again.logits(RandomTraining.backend("onednn"), IMAGES, pixels), which + ", imported");
            boolean keepsNames = !folded && !options.contains("1998"); // whose tables of connections are constants
            Set<String> names = network.variables().keySet();
            assertEquals(keepsNames, names.containsAll(again.variables().keySet()), which);
            if (batch == 0) {
                byte[] second = new OnnxFormat().write(again.trained(name), new WriteOptions(folded, batch));
                float[] exported = OnnxRuntime.logits(second, Shape.of(IMAGES).concat(image), pixels);
                assertClose(ours, exported, which + ", imported and exported again");
            }
        }
    }

    @EnabledIfSystemProperty(named = "neocog.onnx.whole", matches = "true")
    @ParameterizedTest(name = "{0} {1}, folded {2}")
    @CsvSource({"googlenet, '', false", "mobilenet, '', false", "mobilenet, '', true"})
    void wholeNetworksToo(String name, String options, boolean folded) throws IOException {
        onnxRuntimeGivesOurLogits(name, options, folded);
    }

    /** A network of the weights in an ONNX file that was written here, by what is read from it again. */
    static RandomNetwork imported(Path folder, byte[] file, Shape image) throws IOException {
        Path path = Files.write(folder.resolve("network.onnx"), file);
        ImportedNetwork read = new OnnxFormat().read(path, new ReadOptions(Optional.empty(), Optional.empty()));
        assertEquals(image, read.network().input());
        Map<String, Long> types = read.network().layers().stream()
                .collect(Collectors.groupingBy(LayerDeclaration::type, TreeMap::new, Collectors.counting()));
        System.out.println("imported as " + types + " " + read.remarks());
        RandomNetwork network = RandomNetwork.of(Model.of(read.network(), Networks.CATALOG), image, 3);
        assertEquals(network.variables().keySet(), read.values().keySet());
        return network.with(read.values());
    }

    static void assertClose(float[] ours, float[] theirs, String which) {
        float greatest = 0;
        float apart = 0;
        assertTrue(ours.length == theirs.length, which);
        for (int i = 0; i < ours.length; i++) {
            greatest = Math.max(greatest, Math.abs(ours[i]));
            apart = Math.max(apart, Math.abs(ours[i] - theirs[i]));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: logits to %.3g, apart by %.3g, %.2g of it%n",
                which,
                greatest,
                apart,
                apart / greatest);
        assertTrue(greatest > 1e-3, () -> which + " says something");
        assertArrayEquals(ours, theirs, (float) Math.max(TOLERANCE, SHARE * greatest), which);
    }
}
