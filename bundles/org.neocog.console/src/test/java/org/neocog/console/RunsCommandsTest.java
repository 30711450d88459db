package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}, {@code plot} and {@code export} on run folders. */
class RunsCommandsTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeRuns() throws IOException {
        bench = new Bench(folder);
        run("a", Bench.CONFIG, 0.5, 0.4);
        run("b", Bench.CONFIG.replace("optimizer: sgd", "optimizer: {type: sgd, learning-rate: 0.3}"), 0.6, 0.2);
    }

    private void run(String name, String config, double first, double second) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("config.yaml"), config);
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"type\":\"step\",\"step\":1,\"epoch\":1,\"loss\":" + first + ",\"learningRate\":0.1}\n"
                        + epoch(1, 1, first, 0.7)
                        + "{\"type\":\"step\",\"step\":2,\"epoch\":2,\"loss\":" + second + ",\"learningRate\":0.05}\n"
                        + epoch(2, 2, second, 0.65)
                        + "{\"type\":\"st");
        Files.writeString(run.resolve("summary.json"), "{\"status\": \"completed\"}");
    }

    private static String epoch(int step, int epoch, double loss, double accuracy) {
        return "{\"type\":\"epoch\",\"step\":" + step + ",\"epoch\":" + epoch + ",\"train\":{\"loss\":" + loss
                + "},\"eval\":{\"loss\":null,\"accuracy\":" + accuracy + "}}\n";
    }

    @Test
    void compareShowsOnlyWhatDiffersAndTheMetrics() throws IOException {
        assertEquals(0, bench.execute("compare", "a", "b"));
        assertEquals("""
                key                      a    b
                optimizer.learning-rate  0.1  0.3

                metric                   a       b
                train.loss best     0.4000  0.2000
                train.loss last     0.4000  0.2000
                train.loss mean     0.4500  0.4000
                eval.accuracy best  0.7000  0.7000
                eval.accuracy last  0.6500  0.6500
                eval.accuracy mean  0.6750  0.6750
                """, bench.out());
        bench.out.reset();
        assertEquals(0, bench.execute("compare", "a", "b", "--json"));
        assertEquals(
                "[{\"key\":\"optimizer.learning-rate\",\"values\":[\"0.1\",\"0.3\"]}]",
                bench.json().get("config").toString());
        assertEquals("[\"a\",\"b\"]", bench.json().get("runs").toString());
    }

    @Test
    void compareRefusesWhatIsNoRun() {
        assertEquals(2, bench.execute("compare", "a", "c"));
        assertTrue(bench.err().contains("c: must be a run folder, but has no config.yaml"), bench.err());
    }

    @Test
    void plotDrawsCurvesThatAnyoneCanRead() throws IOException {
        assertEquals(0, bench.execute("plot", "a", "b", "-o", "out.png"));
        assertEquals("out.png\n", bench.out());
        BufferedImage image = ImageIO.read(folder.resolve("out.png").toFile());
        assertEquals(900, image.getWidth());
        assertEquals(900, image.getHeight(), "loss, accuracy and learning rate");
        // the loss of run a goes from the left, at 0.5, to the right, at 0.4; the axis goes from 0.2 to 0.6
        int left = 60;
        int right = 60 + 900 - 60 - 12;
        int bottom = 300 - 24;
        int height = 250;
        assertEquals(0x1f77b4, image.getRGB(left, bottom - (int) Math.round(0.75 * height)) & 0xffffff);
        assertEquals(0x1f77b4, image.getRGB(right, bottom - (int) Math.round(0.5 * height)) & 0xffffff);
        assertEquals(0xffffff, image.getRGB(5, 290) & 0xffffff);
    }

    @Test
    void anImageIsWhatWasDrawn() throws IOException {
        PngImage image = new PngImage(20, 10);
        image.line(1, 1, 10, 5, 0x123456);
        image.text(12, 1, "t", 0xff0000);
        BufferedImage read = ImageIO.read(new java.io.ByteArrayInputStream(image.png()));
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                assertEquals(image.get(x, y), read.getRGB(x, y) & 0xffffff, x + ", " + y);
            }
        }
        assertEquals(0xff0000, image.get(13, 1), "the stem of the letter");
        assertEquals(0xffffff, image.get(12, 1));
    }

    @Test
    void exportWritesAFileStoreOfMlflow() throws IOException {
        assertEquals(0, bench.execute("export", "a", "--mlflow", "mlruns"));
        Path run = folder.resolve(bench.out().strip());
        assertEquals("0.1", Files.readString(run.resolve("params/optimizer.learning-rate")));
        assertEquals("a", Files.readString(run.resolve("tags/mlflow.runName")));
        List<String> losses = Files.readAllLines(run.resolve("metrics/train_loss"));
        assertEquals(2, losses.size());
        assertTrue(losses.get(1).matches("\\d{13} 0\\.4 2"), losses.get(1));
        String meta = Files.readString(run.resolve("meta.yaml"));
        assertTrue(meta.contains("status: 3\n") && meta.contains("run_name: a\n"), meta);
        assertTrue(meta.contains("run_id: " + run.getFileName()), meta);
        String experiment = Files.readString(run.getParent().resolve("meta.yaml"));
        assertTrue(experiment.contains("name: small\n"), experiment);
        assertTrue(experiment.contains("experiment_id: '" + run.getParent().getFileName() + "'"), experiment);
        bench.out.reset();
        assertEquals(0, bench.execute("export", "a", "--mlflow", "mlruns"));
        assertEquals(run, folder.resolve(bench.out().strip()), "again in the same place");
    }

    @Test
    void exportWritesTheNetworkOfARunOrConfig() throws IOException {
        assertEquals(0, bench.execute("export", "a", "--onnx", "out/a.onnx", "--best", "--batch", "4"));
        assertEquals(
                "onnx of fake WriteOptions[foldBatchNormalization=false, batch=4]",
                Files.readString(folder.resolve("out/a.onnx")));
        assertTrue(bench.engine.calls.get(0).endsWith("a best"), bench.engine.calls.toString());
        bench.out.reset();
        assertEquals(0, bench.execute("export", "small.yaml", "--onnx", "b.onnx", "--fold-batch-norm", "--json"));
        assertEquals(2, bench.json().get("parameters").getAsInt());
        assertEquals("network small -", bench.engine.calls.get(1));
        assertEquals(2, bench.execute("export", "small.yaml", "--onnx", "b.onnx", "--best"), "no checkpoints there");
        assertEquals(2, bench.execute("export", "a"), "no format");
    }

    @Test
    void exportWritesTheValuesOfANetwork() throws IOException {
        assertEquals(0, bench.execute("export", "a", "--safetensors", "a.safetensors", "--json"));
        assertEquals("pytorch", bench.json().get("layout").getAsString());
        assertEquals("[f.weight]", Files.readString(folder.resolve("a.safetensors")));
        assertEquals(2, bench.execute("export", "a", "--safetensors", "b.safetensors", "--layout", "caffe"));
        assertEquals(2, bench.execute("export", "a", "--safetensors", "b", "--onnx", "b"), "one at a time");
    }
}
