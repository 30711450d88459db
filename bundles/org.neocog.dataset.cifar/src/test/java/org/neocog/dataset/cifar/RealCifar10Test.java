package org.neocog.dataset.cifar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.config.Options;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;

/** The archive as it was published, where it is beside the project. */
class RealCifar10Test {
    private static final int BATCH = 1000;

    /** Computed outside of this project as well, over the files of the archive. */
    private static final String FINGERPRINT = "ddceead7869371fa6df3d12cf64d7ab51684c8d4312dc27ad8afe47a2b62fc49";

    @Test
    void readsTheRealCifar10() {
        Path archive = realCifar10();
        assumeTrue(
                Files.exists(archive),
                "SKIPPED: there is no CIFAR-10 at " + archive + "; put the archive there to test against it.");
        Cifar10DatasetType type = new Cifar10DatasetType();
        try (FixedSizeDataset dataset = type.open(Options.of(type.schema(), "path", archive.toString()));
                BufferAllocator allocator = NeocogAllocators.root("cifar-test", 1 << 26);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), BATCH)) {
            assertEquals(50_000, dataset.size("train"));
            assertEquals(10_000, dataset.size("test"));
            assertEquals(List.of("airplane", "automobile"), dataset.classNames().subList(0, 2));
            int[] counts = new int[10];
            double[][] moments = countAndMeasure(dataset, "train", batch, counts);
            assertArrayEquals(new double[] {0.49140, 0.48216, 0.44653}, moments[0], 5e-6);
            assertArrayEquals(new double[] {0.24703, 0.24349, 0.26159}, moments[1], 5e-6);
            assertArrayEquals(filled(5000), counts);
            Arrays.fill(counts, 0);
            countAndMeasure(dataset, "test", batch, counts);
            assertArrayEquals(filled(1000), counts);
            assertFirstLabels(dataset, "train", batch, 6, 9, 9, 4, 1);
            assertFirstLabels(dataset, "test", batch, 3, 8, 8, 0, 6);
            assertEquals(FINGERPRINT, dataset.fingerprint());
        }
    }

    private static int[] filled(int value) {
        int[] counts = new int[10];
        Arrays.fill(counts, value);
        return counts;
    }

    private static void assertFirstLabels(FixedSizeDataset dataset, String split, ImageBatch batch, int... labels) {
        dataset.read(split, new long[] {0, 1, 2, 3, 4}, labels.length, batch);
        for (int i = 0; i < labels.length; i++) {
            assertEquals(labels[i], batch.label(i), split + " " + i);
        }
    }

    /** Counts the labels and gives the mean and the deviation of each channel, from 0 to 1. */
    private static double[][] countAndMeasure(FixedSizeDataset dataset, String split, ImageBatch batch, int[] counts) {
        long[] indices = new long[BATCH];
        byte[] pixels = new byte[3072];
        long[] sums = new long[3];
        long[] squares = new long[3];
        for (long first = 0; first < dataset.size(split); first += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                indices[i] = first + i;
            }
            dataset.read(split, indices, BATCH, batch);
            for (int i = 0; i < BATCH; i++) {
                counts[batch.label(i)]++;
                batch.getPixels(i, pixels);
                for (int p = 0; p < pixels.length; p++) {
                    int value = pixels[p] & 0xff;
                    sums[p / 1024] += value;
                    squares[p / 1024] += value * value;
                }
            }
        }
        double all = dataset.size(split) * 1024.0;
        double[][] moments = new double[2][3];
        for (int c = 0; c < 3; c++) {
            double mean = sums[c] / all;
            moments[0][c] = mean / 255;
            moments[1][c] = Math.sqrt(squares[c] / all - mean * mean) / 255;
        }
        return moments;
    }

    /** The archive in shared/data/cifar10 beside the project, which is the first folder upwards with a .mvn in it. */
    private static Path realCifar10() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/data/cifar10/cifar-10-binary.tar.gz").normalize();
    }
}
