package org.neocog.dataset.arrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.FixedShapeTensorType;
import org.neocog.tensor.Shape;

class ArrowDatasetTypeTest {
    private static final String CHW = "{\"shape\":[3,2,2],\"dim_names\":[\"C\",\"H\",\"W\"]}";
    private static final String HWC = "{\"shape\":[2,2,3],\"dim_names\":[\"height\",\"width\",\"channels\"]}";

    private final ArrowDatasetType type = new ArrowDatasetType();

    private FixedShapeTensorType.Registration registration = FixedShapeTensorType.register();

    @TempDir
    Path folder;

    @AfterEach
    void letReadersForgetTheType() {
        registration.close();
    }

    private Options options(Object... keysAndValues) {
        return Options.of(type.schema(), keysAndValues);
    }

    private FixedSizeDataset open(Path path, Object... more) {
        Object[] all = Arrays.copyOf(new Object[] {"path", path.toString()}, 2 + more.length);
        System.arraycopy(more, 0, all, 2, more.length);
        return type.open(options(all));
    }

    private String refusal(Path path, Object... more) {
        return assertThrows(ConfigException.class, () -> open(path, more)).getMessage();
    }

    private static byte[] pixels(FixedSizeDataset dataset, long index) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 24);
                ImageBatch batch = ImageBatch.allocate(allocator, dataset.element(), dataset.imageShape(), 1)) {
            dataset.read("train", new long[] {index}, 1, batch);
            byte[] pixels = new byte[dataset.imageShape().intSize()];
            batch.getPixels(0, pixels);
            return pixels;
        }
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() throws IOException {
        Files.createDirectory(folder.resolve("bytes"));
        Files.createDirectory(folder.resolve("floats"));
        for (String split : List.of("test", "extra", "train")) {
            new ArrowFiles()
                    .tensor(HWC)
                    .write(folder.resolve("bytes/" + split + ".arrow"), new int[] {0, 2, 1}, new int[] {1, 1});
            new ArrowFiles()
                    .tensor(CHW)
                    .element(ArrowFiles.FLOAT32)
                    .label(ArrowFiles.UINT8)
                    .write(folder.resolve("floats/" + split + ".arrow"), new int[] {1}, new int[] {}, new int[] {3, 0});
        }
        return Stream.of("bytes", "floats")
                .flatMap(kind -> new DatasetContract(() -> open(folder.resolve(kind)))
                        .checks().stream().map(check -> dynamicTest(kind + ": " + check.claim(), check::run)));
    }

    @Test
    void readsWhatTheTypeOfTheColumnSays() throws IOException {
        Path file = new ArrowFiles()
                .tensor(HWC)
                .metadata(Map.of("neocog.class-names", "cat\ndog\nox"))
                .write(folder.resolve("any"), new int[] {2, 0}, new int[] {1});
        try (FixedSizeDataset dataset = open(file)) {
            assertEquals(Shape.of(3, 2, 2), dataset.imageShape());
            assertEquals(List.of("cat", "dog", "ox"), dataset.classNames());
            assertEquals(List.of("train"), dataset.splits());
            // record 2 is 14, 15, 16 (the first pixel), 17, ...
            assertArrayEquals(new byte[] {14, 17, 20, 23, 15, 18, 21, 24, 16, 19, 22, 25}, pixels(dataset, 2));
        }
        Path same = new ArrowFiles().tensor(CHW).write(folder.resolve("other"), new int[] {0});
        try (FixedSizeDataset dataset = open(same)) {
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, pixels(dataset, 0));
        }
    }

    @Test
    void readsTheSameWhereReadersDoNotKnowTheType() throws IOException {
        registration.close();
        Path file = new ArrowFiles().tensor(HWC).write(folder.resolve("any"), new int[] {0});
        try (FixedSizeDataset dataset = open(file)) {
            assertArrayEquals(new byte[] {0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}, pixels(dataset, 0));
        }
    }

    @Test
    void takesTheShapeOfPlainListsFromTheConfig() throws IOException {
        Path file = new ArrowFiles().write(folder.resolve("any"), new int[] {1});
        String problem = refusal(file);
        assertTrue(problem.contains("Set shape to [channels, height, width]") && problem.contains("[C3]"), problem);
        try (FixedSizeDataset dataset = open(file, "shape", List.of(3, 4))) {
            assertEquals(Shape.of(1, 3, 4), dataset.imageShape());
        }
        try (FixedSizeDataset dataset = open(file, "shape", List.of(1, 4, 3), "layout", "hwc", "classes", 5)) {
            assertEquals(Shape.of(3, 1, 4), dataset.imageShape());
            assertEquals(List.of("0", "1", "2", "3", "4"), dataset.classNames());
            assertArrayEquals(new byte[] {0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}, pixels(dataset, 0));
        }
        problem = refusal(file, "shape", List.of(3, 5));
        assertTrue(problem.contains("shape=[3, 5], elements=12"), problem);
    }

    @Test
    void givesNumbersToTheTransformsAsTheyAre() throws IOException {
        Path file =
                new ArrowFiles().tensor(CHW).element(ArrowFiles.FLOAT32).write(folder.resolve("any"), new int[] {0, 1});
        try (FixedSizeDataset dataset = open(file);
                BufferAllocator allocator = NeocogAllocators.root("test", 1 << 24);
                Loader loader = new Loader(new Pipeline(dataset, "train", 0, List.of()), 2, false, 1, 1, allocator)) {
            assertEquals(ElementType.FLOAT32, dataset.element());
            loader.epoch(0, 0);
            assertEquals((7 + 5) / 8.0, loader.next().images().getDouble(12 + 5));
        }
    }

    @Test
    void refusesFilesThatAreCutAtAnyPlace() throws IOException {
        Path file = new ArrowFiles().tensor(CHW).write(folder.resolve("whole"), new int[] {1, 2}, new int[] {0});
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + length / 16) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            String problem = refusal(cut);
            assertTrue(problem.contains("arrow: " + cut) && problem.contains("[C1]"), length + ": " + problem);
        }
    }

    /** What is damaged is refused or read, but never ends in another exception. */
    @Test
    void survivesDamage() throws IOException {
        Path file = new ArrowFiles().tensor(CHW).write(folder.resolve("whole"), new int[] {1, 2}, new int[] {0});
        byte[] whole = Files.readAllBytes(file);
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = whole.clone();
            int at = 6 + random.nextInt(whole.length - 12);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Path bad = Files.write(folder.resolve("bad"), damaged);
            try (FixedSizeDataset dataset = open(bad, "shape", List.of(3, 2, 2))) {
                for (int r = 0; r < dataset.size("train"); r++) {
                    assertEquals(12, pixels(dataset, r).length);
                }
            } catch (ConfigException refused) {
                assertTrue(refused.getMessage().contains("arrow: "), refused.getMessage());
            }
        }
    }

    @Test
    void refusesOtherFormats() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 24);
                VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of()), allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(stream))) {
            writer.start();
            writer.end();
        }
        Path file = Files.write(folder.resolve("stream"), stream.toByteArray());
        String problem = refusal(file);
        assertTrue(problem.contains("does not begin with ARROW1"), problem);
        problem = refusal(folder.resolve("absent"));
        assertTrue(problem.contains("absent") && problem.contains("Correct path"), problem);
        problem = refusal(Files.createDirectory(folder.resolve("empty")));
        assertTrue(problem.contains("train.arrow"), problem);
    }

    @Test
    void refusesColumnsOfOtherTypes() throws IOException {
        Path file = new ArrowFiles().tensor(CHW).element(ArrowFiles.FLOAT64).write(folder.resolve("a"), new int[] {0});
        String problem = refusal(file);
        assertTrue(problem.contains("must be arrow.fixed_shape_tensor") && problem.contains("[C3]"), problem);
        file = new ArrowFiles().tensor(CHW).write(folder.resolve("b"), new int[] {0});
        problem = refusal(file, "image", "picture");
        assertTrue(problem.contains("\"picture\" is not one of [note, label, image]"), problem);
        problem = refusal(file, "label", "note");
        assertTrue(problem.contains("labels must be integers") && problem.contains("[C4]"), problem);
        file = new ArrowFiles().size(11).tensor(CHW).write(folder.resolve("c"), new int[] {0});
        problem = refusal(file);
        assertTrue(problem.contains("elements") && problem.contains(file.toString()), problem);
        file = new ArrowFiles()
                .tensor("{\"shape\":[2,3,2],\"dim_names\":[\"H\",\"C\",\"W\"]}")
                .write(folder.resolve("d"), new int[] {0});
        problem = refusal(file);
        assertTrue(problem.contains("dim_names=[H, C, W]"), problem);
    }

    @Test
    void refusesNullsAndLabelsOfNoClassWithTheirRecord() throws IOException {
        Path file = new ArrowFiles().tensor(CHW).nullLabel(3).write(folder.resolve("a"), new int[] {0, 1}, new int[] {
            0, 1
        });
        String problem = refusal(file);
        assertTrue(
                problem.contains("no label may be null, but that of record 3 is") && problem.contains("[C5]"), problem);
        file = new ArrowFiles().tensor(CHW).nullImage(2).write(folder.resolve("b"), new int[] {0, 1}, new int[] {0});
        problem = refusal(file);
        assertTrue(problem.contains("no image may be null, but that of record 2 is"), problem);
        file = new ArrowFiles().tensor(CHW).write(folder.resolve("c"), new int[] {0, 1}, new int[] {-4});
        problem = refusal(file);
        assertTrue(problem.contains("record 2 has -4") && problem.contains("[C4]"), problem);
        file = new ArrowFiles().tensor(CHW).write(folder.resolve("d"), new int[] {0, 7});
        problem = refusal(file, "classes", 7);
        assertTrue(
                problem.contains("labels must be from 0 to 6, but record 1 has 7") && problem.contains("[C2]"),
                problem);
        file = new ArrowFiles().tensor(CHW).write(folder.resolve("e"), new int[] {});
        problem = refusal(file);
        assertTrue(problem.contains("[C6]"), problem);
    }

    @Test
    void refusesSplitsOfDifferentShapes() throws IOException {
        new ArrowFiles().tensor(CHW).write(folder.resolve("train.arrow"), new int[] {0});
        new ArrowFiles().tensor("{\"shape\":[3,4]}").write(folder.resolve("test.arrow"), new int[] {0});
        String problem = refusal(folder);
        assertTrue(problem.contains("train=uint8[3, 2, 2], test=uint8[1, 3, 4]") && problem.contains("[C1]"), problem);
    }
}
