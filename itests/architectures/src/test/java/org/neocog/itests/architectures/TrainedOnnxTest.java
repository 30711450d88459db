package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.architecture.Model;
import org.neocog.exchange.NetworkFormat.WriteOptions;
import org.neocog.exchange.onnx.OnnxFormat;
import org.neocog.tensor.Shape;

/** A network with weights that PyTorch trained, on real images: ONNX Runtime says what we say, and we what PyTorch said. */
class TrainedOnnxTest {
    private static final int IMAGES = Integer.getInteger("neocog.onnx.images", 20);
    private static final Shape IMAGE = Shape.of(3, 32, 32);

    @TempDir
    Path folder;

    @Test
    void onnxRuntimeGivesTheLogitsOfATrainedResNet() throws IOException {
        TrainedResNet trained = TrainedResNet.beside();
        assumeTrue(trained.isThere(), () -> "SKIPPED: no resnet-cifar10 and cifar10 in " + trained.data());
        Model model =
                Model.of(Networks.spec("resnet-cifar", Networks.options("depth=20 shortcut=A")), Networks.CATALOG);
        RandomNetwork random = RandomNetwork.of(model, IMAGE, 1);
        RandomNetwork network = random.with(trained.values());
        assertEquals(random.variables().keySet(), network.values().keySet());
        float[] pixels = trained.pixels(IMAGES);
        float[] ours = network.logits(RandomTraining.backend("onednn"), IMAGES, pixels);
        assertArrayEquals(trained.logits(IMAGES), ours, 1e-3f, "as PyTorch");
        for (boolean folded : new boolean[] {false, true}) {
            String which = "trained resnet-cifar depth=20 shortcut=A, folded " + folded;
            byte[] file = new OnnxFormat().write(network.trained("resnet20"), new WriteOptions(folded, 0));
            OnnxTest.assertClose(ours, OnnxRuntime.logits(file, Shape.of(IMAGES).concat(IMAGE), pixels), which);
            RandomNetwork again = OnnxTest.imported(folder, file, IMAGE);
            OnnxTest.assertClose(
                    ours, again.logits(RandomTraining.backend("onednn"), IMAGES, pixels), which + ", imported");
        }
    }
}
