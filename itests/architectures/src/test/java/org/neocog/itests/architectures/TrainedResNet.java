package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.neocog.exchange.ParameterValues;
import org.neocog.tensor.Shape;

/**
 * A ResNet-20 that PyTorch trained on CIFAR-10, images to ask it about, and what it said to them. Files are read by the letter of their formats,
 * with none of the product's code.
 *
 * @param data the folder with {@code resnet-cifar10} and {@code cifar10}
 */
record TrainedResNet(Path data) {
    private static final String PREFIX = "module.";
    private static final int CLASSES = 10;
    private static final int PIXELS = 3 * 32 * 32;
    private static final int TAR_BLOCK = 512;
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    /** Of {@code -Dneocog.data}, else shared/data beside the project, which is the first folder upwards with a .mvn in it. */
    static TrainedResNet beside() {
        String told = System.getProperty("neocog.data");
        if (told != null) {
            return new TrainedResNet(Path.of(told));
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return new TrainedResNet(root.resolve("../shared/data").normalize());
    }

    private Path weightsFile() {
        return data.resolve("resnet-cifar10/resnet20.safetensors");
    }

    private Path archive() {
        return data.resolve("cifar10/cifar-10-binary.tar.gz");
    }

    boolean isThere() {
        return Files.isReadable(weightsFile()) && Files.isReadable(archive());
    }

    /** Parameters and statistics by their names here. */
    Map<String, ParameterValues> values() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weightsFile())).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[Math.toIntExact(bytes.getLong())];
        bytes.get(header);
        ByteBuffer tensors = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        JsonObject described = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                .getAsJsonObject();
        Map<String, ParameterValues> values = new LinkedHashMap<>();
        for (String name : described.keySet()) {
            if (name.startsWith(PREFIX) && !name.endsWith("num_batches_tracked")) {
                values.put(name.substring(PREFIX.length()), tensor(described.getAsJsonObject(name), tensors));
            }
        }
        return values;
    }

    private static ParameterValues tensor(JsonObject description, ByteBuffer tensors) {
        assertEquals("F32", description.get("dtype").getAsString());
        long[] dims = description.getAsJsonArray("shape").asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray();
        float[] numbers = new float[Shape.of(dims).intSize()];
        int start = description.getAsJsonArray("data_offsets").get(0).getAsInt();
        tensors.slice(start, Float.BYTES * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return new ParameterValues(Shape.of(dims), numbers);
    }

    /** The first images of the test set, normalized as in the training, {@code [count, 3, 32, 32]}. */
    float[] pixels(int count) throws IOException {
        float[] pixels = new float[count * PIXELS];
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(archive()), 1 << 16))) {
            seek(in, "test_batch.bin");
            for (int i = 0; i < count; i++) {
                in.readUnsignedByte(); // the label
                for (int p = 0; p < PIXELS; p++) {
                    int channel = p / (PIXELS / 3);
                    pixels[i * PIXELS + p] =
                            (float) ((in.readUnsignedByte() / 255.0 - MEAN[channel]) / DEVIATION[channel]);
                }
            }
        }
        return pixels;
    }

    /** To the data of a member of a tar archive. */
    private static void seek(InputStream in, String member) throws IOException {
        byte[] header = new byte[TAR_BLOCK];
        while (in.readNBytes(header, 0, TAR_BLOCK) == TAR_BLOCK) {
            String name = text(header, 0, 100);
            if (name.endsWith(member)) {
                return;
            }
            String size = text(header, 124, 12);
            long length = size.isEmpty() ? 0 : Long.parseLong(size, 8);
            in.skipNBytes((length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
        }
        throw new EOFException("the archive must hold " + member + ", but does not. Get it again.");
    }

    private static String text(byte[] header, int start, int length) {
        return new String(header, start, length, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
    }

    /** What PyTorch said to the first images of the test set, {@code [count, 10]}. */
    float[] logits(int count) throws IOException {
        float[] logits = new float[count * CLASSES];
        byte[] bytes = Files.readAllBytes(data.resolve("resnet-cifar10/resnet20_test_logits_f32le_10000x10.bin"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(logits);
        return logits;
    }
}
