package org.neocog.exchange.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Problem;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.tensor.Shape;

/** What can't be imported is refused, with all reasons. */
class RefusedFilesTest {
    private static final ReadOptions AS_IT_IS = new ReadOptions(Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

    private List<String> problems(Path file, ReadOptions options) {
        ConfigException refusal =
                assertThrows(ConfigException.class, () -> new OnnxFormat().read(file, options), file::toString);
        refusal.problems()
                .forEach(problem ->
                        assertEquals(file.toString(), problem.location().file()));
        return refusal.problems().stream().map(Problem::message).toList();
    }

    private List<String> problems(ModelSketch sketch) throws IOException {
        return problems(sketch.write(folder), AS_IT_IS);
    }

    private static ModelSketch images() {
        return new ModelSketch().input(-1, 1, 2, 2);
    }

    @Test
    void namesAllOperatorsAndUsesAtOnce() throws IOException {
        assertEquals(
                List.of(
                        "operators must be among those that can be imported, but these are not: Loop (1), Resize (2)."
                                + " docs/onnx-operators.md lists them.",
                        "MaxPool \"c\": numbers must be at least 1, but strides=[0, 1].",
                        "Conv \"d\": attributes must be among those that are supported, [auto_pad, dilations, group,"
                                + " kernel_shape, pads, strides], but attribute=flavour."),
                problems(images().weight("w", 0, 1, 1, 1, 1)
                        .node("Resize", "x", "a")
                        .node("Resize", "a", "b")
                        .node("MaxPool", "x", "c", "kernel_shape", List.of(1, 1), "strides", List.of(0, 1))
                        .node("Conv", "x w", "d", "flavour", 3)
                        .node("Loop", "b c d", "y")));
    }

    @Test
    void refusesFilesThatAreNone() throws IOException {
        byte[] whole = images().weight("w", 0, 4, 4)
                .node("Flatten", "x", "f")
                .node("MatMul", "f w", "y")
                .bytes();
        Path file = folder.resolve("f.onnx");
        assertEquals(
                List.of("must be readable, but is not: it is not there. Check the path."), problems(file, AS_IT_IS));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertTrue(!problems(file, AS_IT_IS).isEmpty(), "cut to " + length);
        }
        Files.writeString(file, "<html>not found</html>");
        assertTrue(
                problems(file, AS_IT_IS).get(0).startsWith("must be a"),
                () -> problems(file, AS_IT_IS).toString());
    }

    /** What bytes are changed to, nothing but a refusal or a network comes of it. */
    @Test
    void survivesChangedBytes() throws IOException {
        byte[] whole = images().weight("w", 0, 4, 4)
                .integers("target", 0, -1)
                .node("Reshape", "x target", "f")
                .node("MatMul", "f w", "y")
                .bytes();
        Random random = new Random(5);
        Path file = folder.resolve("f.onnx");
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] changed = whole.clone();
            for (int k = 0; k <= i % 3; k++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, changed);
            try {
                new OnnxFormat().read(file, AS_IT_IS);
            } catch (ConfigException refusal) {
                refused++;
            }
        }
        assertTrue(refused > 500, "refused " + refused);
    }

    @Test
    void refusesCycles() throws IOException {
        List<String> problems =
                problems(images().node("Add", "x b", "a").node("Relu", "a", "b").node("Flatten", "b", "y"));
        assertEquals(
                "Add \"a\": inputs must be results of nodes before it, so that there is no cycle, but input=b.",
                problems.get(0));
    }

    @Test
    void refusesTensorsThatAreNotThere() throws IOException {
        TensorProto.Builder huge = TensorProto.newBuilder()
                .setName("w")
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(1L << 40)
                .addDims(1L << 40);
        assertEquals(
                List.of("MatMul \"y\": sizes must be at least 0, and fewer than 2^31 elements, but tensor=w,"
                        + " dims=[1099511627776, 1099511627776]."),
                problems(images().tensor(huge).node("Flatten", "x", "f").node("MatMul", "f w", "y")));
        TensorProto.Builder empty = TensorProto.newBuilder()
                .setName("w")
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(4)
                .addDims(500_000_000);
        assertEquals(
                List.of("MatMul \"y\": a tensor must have as many elements as its shape says, but tensor=w,"
                        + " shape=[4, 500000000], elements=0."),
                problems(images().tensor(empty).node("Flatten", "x", "f").node("MatMul", "f w", "y")));
    }

    private static ModelSketch beside(String location, long offset) {
        return images().tensor(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(DataType.FLOAT_VALUE)
                        .addDims(4)
                        .addDims(1)
                        .setDataLocation(DataLocation.EXTERNAL)
                        .addExternalData(entry("location", location))
                        .addExternalData(entry("offset", String.valueOf(offset))))
                .node("Flatten", "x", "f")
                .node("MatMul", "f w", "y");
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void readsDataBesideTheFileAndNoneElsewhere() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        Files.write(models.resolve("w.bin"), new byte[24]);
        Files.write(folder.resolve("secret.bin"), new byte[24]);
        Files.createSymbolicLink(models.resolve("link.bin"), folder.resolve("secret.bin"));
        Path file = beside("w.bin", 8).write(models);
        assertEquals(
                4,
                new OnnxFormat()
                        .read(file, AS_IT_IS)
                        .values()
                        .get("dense1.weight")
                        .values()
                        .length);
        for (String location :
                List.of("../secret.bin", folder.resolve("secret.bin").toString(), "link.bin", "")) {
            String message =
                    problems(beside(location, 0).write(models), AS_IT_IS).get(0);
            assertTrue(message.contains("data beside the file must lie in its folder"), message);
        }
        String absent = problems(beside("none.bin", 0).write(models), AS_IT_IS).get(0);
        assertTrue(
                absent.contains("must be readable, but tensor=w, location=none.bin, reason=it is not there"), absent);
        String cut = problems(beside("w.bin", 9).write(models), AS_IT_IS).get(0);
        assertTrue(cut.contains("offset=9, length=16, file=24 bytes"), cut);
    }

    @Test
    void refusesOtherNetworksThanOfImages() throws IOException {
        assertEquals(
                List.of("there must be one input, of images, but inputs=[x, z]. Make the others initializers."),
                problems(images().input("z", 1).node("Add", "x z", "y")));
        assertTrue(problems(new ModelSketch().input(-1, 5).node("Relu", "x", "y"))
                .get(0)
                .startsWith("the input must be images, float [N, C, H, W], but \"x\" has 2 axes"));
        assertTrue(
                problems(images().node("Relu", "x", "y")).get(0).startsWith("the output must be one number per image"));
        assertEquals(
                List.of("the opset must be 7 to 28, but is 99. Convert the file to another one."),
                problems(images().opset(99).node("Flatten", "x", "y")));
    }

    @Test
    void asksForTheSizeThatTheFileLeavesOpen() throws IOException {
        Path file =
                new ModelSketch().input(-1, 3, -1, -1).node("Flatten", "x", "y").write(folder);
        assertEquals(
                List.of(
                        "the shape of an image must be known, but the file says [3, ?, ?]. Tell it by --input C,H,W, as the"
                                + " file has it."),
                problems(file, AS_IT_IS));
        ReadOptions told = new ReadOptions(Optional.of(Shape.of(3, 4, 5)), Optional.empty());
        assertEquals(60, new OnnxFormat().read(file, told).classes());
        assertEquals(
                1,
                problems(file, new ReadOptions(Optional.of(Shape.of(1, 4, 5)), Optional.empty()))
                        .size());
    }
}
