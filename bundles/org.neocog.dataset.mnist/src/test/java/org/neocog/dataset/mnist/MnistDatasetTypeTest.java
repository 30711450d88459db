package org.neocog.dataset.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.support.IdxArray;
import org.neocog.dataset.support.IdxFile;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class MnistDatasetTypeTest {
    private final MnistDatasetType type = new MnistDatasetType();

    @TempDir
    Path folder;

    private void writeAll(int[] labels) throws IOException {
        byte[] data = new byte[labels.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) labels[i];
        }
        for (String prefix : List.of("train", "t10k")) {
            IdxFile.write(
                    folder.resolve(prefix + "-images-idx3-ubyte.gz"),
                    new IdxArray(new int[] {labels.length, 3, 5}, new byte[labels.length * 15]));
            IdxFile.write(
                    folder.resolve(prefix + "-labels-idx1-ubyte.gz"), new IdxArray(new int[] {labels.length}, data));
        }
    }

    private Options options(Object... keysAndValues) {
        return Options.of(type.schema(), keysAndValues);
    }

    @Test
    void isCalledMnist() {
        assertEquals("mnist", type.name());
        assertEquals(List.of("path", "classes", "class-names"), type.schema().names());
        assertEquals("neocog.dataset.name", DatasetType.NAME_PROPERTY);
    }

    @Test
    void readsAnySizeOfImage() throws IOException {
        writeAll(new int[] {9, 0});
        try (FixedSizeDataset dataset = type.open(options("path", folder.toString()))) {
            assertEquals(Shape.of(1, 3, 5), dataset.imageShape());
            assertEquals(List.of("train", "test"), dataset.splits());
            assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), dataset.classNames());
            assertEquals(2, dataset.size("test"));
        }
    }

    @Test
    void namesClassesAsTheConfigDoes() throws IOException {
        writeAll(new int[] {2, 0});
        try (FixedSizeDataset dataset =
                type.open(options("path", folder.toString(), "classes", 3, "class-names", List.of("a", "b", "c")))) {
            assertEquals(List.of("a", "b", "c"), dataset.classNames());
        }
        assertEquals(
                "class-names must have one name per class, but classes=3, class-names=[a, b]. [C1]",
                lastLine(assertThrows(
                        ConfigException.class,
                        () -> options("path", "x", "classes", 3, "class-names", List.of("a", "b")))));
    }

    private static String lastLine(ConfigException e) {
        return e.problems().get(e.problems().size() - 1).message();
    }

    @Test
    void refusesAtThePlaceOfThePath() {
        Location place = new Location("lenet.yaml", 7, 31);
        MappingNode node = MappingNode.of().with("path", new ScalarNode(folder + "/no", place));
        Problems problems = new Problems();
        Options options = new Binder(Catalog.of(java.util.Map.of()), problems).bind(type.schema(), node, "data.train");
        problems.throwIfAny();
        ConfigException refusal = assertThrows(ConfigException.class, () -> type.open(options));
        assertEquals(
                "lenet.yaml:7:31: mnist: the folder must exist, but path=" + folder
                        + "/no does not. Put the four files of the dataset there (MNIST's are at"
                        + " https://ossci-datasets.s3.amazonaws.com/mnist/), or set path to the folder that has them. [C1]",
                refusal.getMessage());
    }

    @Test
    void refusesSwappedFilesAndLabelsBeyondTheClasses() throws IOException {
        writeAll(new int[] {9, 0});
        assertEquals(
                "mnist: labels must be from 0 to 8, but train-labels-idx1-ubyte.gz has 9 at index 0."
                        + " Set classes to at least 10, or check the file. [C4]",
                lastLine(assertThrows(
                        ConfigException.class, () -> type.open(options("path", folder.toString(), "classes", 9)))));
        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
        Path aside = folder.resolve("aside");
        Files.move(images, aside);
        Files.move(labels, images);
        Files.move(aside, labels);
        assertEquals(
                "mnist: train-images-idx3-ubyte.gz has magic 0x00000801, expected 0x00000803 (are images and labels swapped?).",
                lastLine(assertThrows(ConfigException.class, () -> type.open(options("path", folder.toString())))));
    }

    @Test
    void readsTheRealMnist() {
        Path real = realMnist();
        assumeTrue(
                Files.isDirectory(real),
                "SKIPPED: there is no MNIST at " + real + "; put the four files there to test against them.");
        try (FixedSizeDataset dataset = type.open(options("path", real.toString()));
                BufferAllocator allocator = NeocogAllocators.root("mnist-test", 1 << 26);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), 10)) {
            assertEquals(Shape.of(1, 28, 28), dataset.imageShape());
            assertEquals(60_000, dataset.size("train"));
            assertEquals(10_000, dataset.size("test"));
            dataset.read("train", new long[] {0, 1, 2, 3, 4, 59_999}, 6, batch);
            assertEquals(List.of(5, 0, 4, 1, 9, 8), labels(batch));
            dataset.read("test", new long[] {0, 1, 2, 3, 4}, 5, batch);
            assertEquals(List.of(7, 2, 1, 0, 4), labels(batch));
            assertEquals("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a", dataset.fingerprint());
            try (Loader loader =
                    new Loader(new Pipeline(dataset, "train", 0, List.of()), 1000, true, 1, 2, allocator)) {
                loader.epoch(0, 0);
                double sum = 0;
                double[] pixels = new double[784_000];
                for (ImageBatch next = loader.next(); next != null; next = loader.next()) {
                    next.images().copyTo(pixels);
                    for (double pixel : pixels) {
                        sum += pixel;
                    }
                }
                assertEquals(0.1307, sum / 60_000 / 784, 0.00005, "the mean that everybody normalizes by");
            }
        }
    }

    private static List<Integer> labels(ImageBatch batch) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            labels.add(batch.label(i));
        }
        return labels;
    }

    /** The folder shared/data/mnist beside the project, which is the first folder upwards with a .mvn in it. */
    private static Path realMnist() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/data/mnist").normalize();
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() throws IOException {
        writeAll(new int[] {9, 0, 4});
        return new DatasetContract(() -> type.open(options("path", folder.toString())))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }
}
