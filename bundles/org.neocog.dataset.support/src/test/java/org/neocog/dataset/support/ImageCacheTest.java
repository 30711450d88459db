package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Loader;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.Transform;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class ImageCacheTest {
    private static final int EXAMPLES = 300;
    private static final Shape SHAPE = Shape.of(3, 4, 5);

    @TempDir
    Path folder;

    private final AtomicInteger decoded = new AtomicInteger();
    private final List<Long> told = new ArrayList<>();

    /** Images whose pixels and sizes are functions of the index. */
    private final class Noise implements AnySizeDataset {
        private final String fingerprint;
        private final int corrupt;
        private final CorruptImages policy;

        Noise(String fingerprint, int corrupt, CorruptImages policy) {
            this.fingerprint = fingerprint;
            this.corrupt = corrupt;
            this.policy = policy;
        }

        @Override
        public int channels() {
            return 3;
        }

        @Override
        public CorruptImages corruptImages() {
            return policy;
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b", "c");
        }

        @Override
        public List<String> splits() {
            return List.of("train");
        }

        @Override
        public long size(String split) {
            return EXAMPLES;
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public ExampleReader reader(String split) {
            return new ExampleReader() {
                @Override
                public int read(long index, Image target) throws CorruptImageException {
                    decoded.incrementAndGet();
                    if (index == corrupt) {
                        throw new CorruptImageException("noise: " + index + ".jpg is cut.");
                    }
                    target.reset(3, 4 + (int) (index % 3), 5 + (int) (index % 2));
                    for (int i = 0; i < target.size(); i++) {
                        target.pixels()[i] = (byte) (31 * index + 7 * i);
                    }
                    return label(index);
                }

                @Override
                public int label(long index) {
                    return (int) (index % 3);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    /** The upper left 4 x 5 pixels. */
    private static ImageTransform cut() {
        return new ImageTransform() {
            @Override
            public Optional<Shape> outputShape() {
                return Optional.of(SHAPE);
            }

            @Override
            public boolean isDeterministic() {
                return true;
            }

            @Override
            public void apply(Image source, Image target, Philox.Stream random) {
                target.reset(3, 4, 5);
                for (int y = 0; y < 4; y++) {
                    System.arraycopy(source.pixels(), y * source.width() * 3, target.pixels(), y * 15, 15);
                }
            }
        };
    }

    /** Adds a random number, so that positions and indices matter. */
    private record Jitter() implements Transform {
        @Override
        public Shape outputShape() {
            return SHAPE;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            float added = random.nextInt(1000);
            for (int i = 0; i < SHAPE.intSize(); i++) {
                target[i] = source[i] + added;
            }
        }
    }

    private Pipeline pipeline(AnySizeDataset dataset) {
        return new Pipeline(dataset, "train", 0, List.of(cut()), List.of(new Jitter()));
    }

    private Pipeline pipeline() {
        return pipeline(new Noise("f".repeat(64), -1, CorruptImages.FAIL));
    }

    private Pipeline cached(Pipeline pipeline, String transforms) throws IOException {
        FixedSizeDataset images = new ImageCache(folder).open(pipeline, transforms, 3, (done, all) -> {
            assertEquals(pipeline.size(), all);
            told.add(done);
        });
        return pipeline.from(images);
    }

    private static List<float[]> epoch(Pipeline pipeline) {
        List<float[]> rows = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 26);
                Loader loader = new Loader(pipeline, 64, true, 9, 2, allocator)) {
            loader.epoch(1, 0);
            for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
                for (int row = 0; row < batch.count(); row++) {
                    float[] pixels = new float[SHAPE.intSize() + 1];
                    batch.getPixels(row, pixels);
                    pixels[SHAPE.intSize()] = batch.label(row);
                    rows.add(pixels);
                }
            }
        }
        return rows;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void givesTheSameBatchesAndDecodesOnce() throws IOException {
        List<float[]> expected = epoch(pipeline());
        decoded.set(0);
        List<float[]> first = epoch(cached(pipeline(), "cut"));
        assertEquals(EXAMPLES, decoded.get());
        assertEquals((long) EXAMPLES, told.get(told.size() - 1));
        List<float[]> second = epoch(cached(pipeline(), "cut"));
        assertEquals(EXAMPLES, decoded.get());
        for (int i = 0; i < EXAMPLES; i++) {
            assertArrayEquals(expected.get(i), first.get(i));
            assertArrayEquals(expected.get(i), second.get(i));
        }
        assertEquals(1, files().size());
        assertTrue(files().get(0).getFileName().toString().matches("train-[0-9a-f]{32}\\.arrow"), files().toString());
    }

    @Test
    void aFileSaysTheNamesOfTheClasses() throws Exception {
        cached(pipeline(), "cut");
        ArrowColumns columns = new ArrowColumns("image", "label", Optional.empty(), Optional.empty());
        assertEquals(
                Optional.of(List.of("a", "b", "c")),
                ArrowImages.open("test", files().get(0), columns).classNames());
    }

    @Test
    void decodesAgainForAnotherSourceOrTransform() throws IOException {
        cached(pipeline(), "cut");
        cached(pipeline(), "cut otherwise");
        assertEquals(2 * EXAMPLES, decoded.get());
        cached(pipeline(new Noise("e".repeat(64), -1, CorruptImages.FAIL)), "cut");
        assertEquals(3 * EXAMPLES, decoded.get());
        assertEquals(3, files().size());
        cached(pipeline(), "cut");
        assertEquals(3 * EXAMPLES, decoded.get());
    }

    @Test
    void makesDamagedFilesAgain() throws IOException {
        List<float[]> expected = epoch(cached(pipeline(), "cut"));
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (byte[] damaged : List.of(
                Arrays.copyOf(whole, whole.length / 2),
                new byte[0],
                "ARROW1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            decoded.set(0);
            Files.write(file, damaged);
            List<float[]> again = epoch(cached(pipeline(), "cut"));
            assertEquals(EXAMPLES, decoded.get());
            assertArrayEquals(expected.get(17), again.get(17));
        }
        assertArrayEquals(whole, Files.readAllBytes(file));
    }

    @Test
    void leavesNothingWhenAnImageIsCorrupt() throws IOException {
        Pipeline pipeline = pipeline(new Noise("f".repeat(64), 123, CorruptImages.FAIL));
        String problem =
                assertThrows(IOException.class, () -> cached(pipeline, "cut")).getMessage();
        assertEquals("cache: noise: 123.jpg is cut.", problem);
        assertEquals(List.of(), files());
    }

    @Test
    void goesByThePolicyForCorruptImages() throws IOException {
        Pipeline pipeline = pipeline(new Noise("f".repeat(64), 123, CorruptImages.SKIP));
        List<float[]> expected = epoch(pipeline);
        List<float[]> kept = epoch(cached(pipeline, "cut"));
        for (int i = 0; i < EXAMPLES; i++) {
            assertArrayEquals(expected.get(i), kept.get(i));
        }
    }

    @Test
    void saysWhenItsFolderCannotBe() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        IOException problem = assertThrows(
                IOException.class,
                () -> new ImageCache(file.resolve("images")).open(pipeline(), "cut", 1, (done, all) -> {}));
        assertTrue(problem.getMessage().contains("its folder must be writable"), problem.getMessage());
    }
}
