package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

@Timeout(60)
class AnySizeLoaderTest {
    /** Turns rows into columns; the shape still depends on the image. */
    private static final ImageTransform TRANSPOSE = new ImageTransform() {
        @Override
        public Optional<Shape> outputShape() {
            return Optional.empty();
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            target.reset(3, source.width(), source.height());
            for (int y = 0; y < target.height(); y++) {
                for (int x = 0; x < target.width() * 3; x++) {
                    target.pixels()[y * target.width() * 3 + x] =
                            source.pixels()[(x / 3 * source.width() + y) * 3 + x % 3];
                }
            }
        }
    };

    /** The pixel at the top left, and one that is drawn: {@code [3, 1, 2]}. */
    private static final ImageTransform CORNER_AND_DRAWN = new ImageTransform() {
        @Override
        public Optional<Shape> outputShape() {
            return Optional.of(Shape.of(3, 1, 2));
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            target.reset(3, 1, 2);
            int drawn = random.nextInt(source.height() * source.width());
            System.arraycopy(source.pixels(), 0, target.pixels(), 0, 3);
            System.arraycopy(source.pixels(), 3 * drawn, target.pixels(), 3, 3);
        }
    };

    /** The first and the last pixel of a window of two columns: {@code [3, 1, 2]}. */
    private static final class Ends implements WindowTransform {
        private final AtomicInteger windows = new AtomicInteger();

        @Override
        public Optional<Shape> outputShape() {
            return Optional.of(Shape.of(3, 1, 2));
        }

        @Override
        public ImageWindow draw(int height, int width, Philox.Stream random) {
            return new ImageWindow(random.nextInt(height), random.nextInt(width - 1), 1, 2);
        }

        @Override
        public void apply(Image window, byte[] target) {
            windows.incrementAndGet();
            for (int i = 0; i < 6; i++) {
                target[i] = window.pixels()[i % 2 * 3 + i / 2];
            }
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            target.set(source);
            target.crop(draw(source.height(), source.width(), random));
        }
    }

    /** The same as another, but a loader does not know that it looks at a window. */
    private record Unknown(ImageTransform transform) implements ImageTransform {
        @Override
        public Optional<Shape> outputShape() {
            return transform.outputShape();
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            transform.apply(source, target, random);
        }
    }

    private static final Transform DOUBLE = new Transform() {
        @Override
        public Shape outputShape() {
            return Shape.of(3, 1, 2);
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < 6; i++) {
                target[i] = 2 * source[i];
            }
        }
    };

    private final BufferAllocator allocator = NeocogAllocators.root("loader-test", 1 << 24);

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private static Pipeline pipeline(AnySizeDataset dataset, Transform... transforms) {
        return new Pipeline(dataset, "train", 0, List.of(TRANSPOSE, CORNER_AND_DRAWN), List.of(transforms));
    }

    private List<String> epoch(Pipeline pipeline, int batch, boolean shuffle, int workers) {
        List<String> rows = new ArrayList<>();
        float[] row = new float[6];
        try (Loader loader = new Loader(pipeline, batch, shuffle, 5, workers, allocator)) {
            loader.epoch(3, 0);
            for (ImageBatch images = loader.next(); images != null; images = loader.next()) {
                for (int i = 0; i < images.count(); i++) {
                    images.getPixels(i, row);
                    rows.add(images.label(i) + Arrays.toString(row));
                }
            }
        }
        return rows;
    }

    @Test
    void readsNoMoreThanAWindowForTheSameImages() {
        for (CorruptImages policy : List.of(CorruptImages.REPLACE, CorruptImages.SKIP)) {
            AnySizePatternDataset dataset = new AnySizePatternDataset(40, policy, 3L, 4L);
            Ends ends = new Ends();
            List<String> byWindow =
                    epoch(new Pipeline(dataset, "train", 0, List.of(ends), List.of(DOUBLE)), 7, true, 2);
            assertEquals(40, ends.windows.get());
            assertEquals(
                    epoch(new Pipeline(dataset, "train", 0, List.of(new Unknown(ends)), List.of(DOUBLE)), 7, true, 1),
                    byWindow,
                    policy::toString);
        }
    }

    @Test
    void deliversPlanesOfUnitFloats() {
        AnySizePatternDataset dataset = new AnySizePatternDataset(9, CorruptImages.FAIL);
        Pipeline pipeline = pipeline(dataset, DOUBLE);
        assertEquals(Shape.of(3, 1, 2), pipeline.imageShape());
        try (Loader loader = new Loader(pipeline, 9, false, 5, 1, allocator)) {
            loader.epoch(3, 0);
            ImageBatch batch = loader.next();
            float[] row = new float[6];
            for (int i = 0; i < 9; i++) {
                batch.getPixels(i, row);
                Philox.Stream random = Philox.stream(5, (0x4155474DL + 1) << 32 | 3, i);
                int height = AnySizePatternDataset.height(i);
                int width = AnySizePatternDataset.width(i);
                int drawn = random.nextInt(height * width);
                int at = (drawn % height * width + drawn / height) * 3;
                float[] expected = new float[6];
                for (int c = 0; c < 3; c++) {
                    expected[2 * c] = 2 * (AnySizePatternDataset.pixel(i, c) / 255f);
                    expected[2 * c + 1] = 2 * (AnySizePatternDataset.pixel(i, at + c) / 255f);
                }
                assertArrayEquals(expected, row, 0, "example " + i);
                assertEquals(i % 2, batch.label(i));
            }
        }
        assertEquals(0, dataset.open.get(), "readers are closed");
    }

    @Test
    void isTheSameForAnyNumberOfWorkers() {
        Pipeline pipeline = pipeline(new AnySizePatternDataset(100, CorruptImages.SKIP, 3L, 4L, 99L));
        List<String> one = epoch(pipeline, 8, true, 1);
        assertEquals(100, one.size());
        assertEquals(one, epoch(pipeline, 8, true, 2));
        assertEquals(one, epoch(pipeline, 8, true, 8));
    }

    @Test
    void failsWithThePathOfACorruptImage() {
        Pipeline pipeline = pipeline(new AnySizePatternDataset(9, CorruptImages.FAIL, 4L));
        LoadException failure = assertThrows(LoadException.class, () -> epoch(pipeline, 3, false, 2));
        assertEquals(
                "loader: every batch must load, but split=train, epoch=3, batch=1 gave pattern: images must be whole,"
                        + " but 4.jpg is not. Check the dataset and the transforms.",
                failure.getMessage());
    }

    @Test
    void skipsToTheNextImageAndCounts() {
        Pipeline pipeline = pipeline(new AnySizePatternDataset(6, CorruptImages.SKIP, 2L, 3L, 5L));
        try (Loader loader = new Loader(pipeline, 6, false, 5, 1, allocator)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                loader.epoch(epoch, 0);
                ImageBatch batch = loader.next();
                int[] labels = new int[6];
                int[] corners = new int[6];
                float[] row = new float[6];
                for (int i = 0; i < 6; i++) {
                    labels[i] = batch.label(i);
                    batch.getPixels(i, row);
                    corners[i] = Math.round(row[0] * 255);
                }
                assertArrayEquals(new int[] {0, 7, 28, 28, 28, 0}, corners);
                assertArrayEquals(new int[] {0, 1, 0, 0, 0, 0}, labels);
                assertEquals(3, loader.corruptExamples(), "each is counted once");
            }
        }
    }

    @Test
    void doesNotSkipForEver() {
        Pipeline pipeline = pipeline(new AnySizePatternDataset(2, CorruptImages.SKIP, 0L, 1L));
        LoadException failure = assertThrows(LoadException.class, () -> epoch(pipeline, 2, false, 1));
        assertEquals(
                "loader: every batch must load, but split=train, epoch=3, batch=0 gave corrupt-images: skip needs an"
                        + " image that can be decoded, but of 2 there is none; the last one: pattern: images must be"
                        + " whole, but 1.jpg is not. Check the dataset and the transforms.",
                failure.getMessage());
    }

    @Test
    void replacesByGreyAndCounts() {
        Pipeline pipeline = pipeline(new AnySizePatternDataset(4, CorruptImages.REPLACE, 3L));
        try (Loader loader = new Loader(pipeline, 4, false, 5, 1, allocator)) {
            loader.epoch(0, 0);
            ImageBatch batch = loader.next();
            float[] row = new float[6];
            batch.getPixels(3, row);
            float grey = 128 / 255f;
            assertArrayEquals(new float[] {grey, grey, grey, grey, grey, grey}, row);
            assertEquals(1, batch.label(3));
            assertEquals(1, loader.corruptExamples());
        }
    }

    @Test
    void saysWhichTransformBreaksItsWord() {
        ImageTransform liar = new ImageTransform() {
            @Override
            public Optional<Shape> outputShape() {
                return Optional.of(Shape.of(3, 4, 4));
            }

            @Override
            public void apply(Image source, Image target, Philox.Stream random) {
                target.set(source);
            }
        };
        Pipeline pipeline =
                new Pipeline(new AnySizePatternDataset(4, CorruptImages.FAIL), "train", 0, List.of(liar), List.of());
        LoadException failure = assertThrows(LoadException.class, () -> epoch(pipeline, 2, false, 1));
        assertEquals(
                "transform: apply must give what outputShape says, but outputShape=[3, 4, 4], an image of 3 x 2 pixels, 3"
                        + " channels came. Correct the transform.",
                failure.getCause().getMessage());
    }

    @Test
    void requiresTheLastTransformForAnySizeToGiveOneShape() {
        AnySizeDataset dataset = new AnySizePatternDataset(4, CorruptImages.FAIL);
        assertEquals(
                "pipeline: of the transforms for any size the last one, and no other, must give a fixed shape, but"
                        + " transforms=1, the first fixed one is none. Add or move one. [C2]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Pipeline(dataset, "train", 0, List.of(TRANSPOSE), List.of()))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Pipeline(dataset, "train", 0, List.of(CORNER_AND_DRAWN, TRANSPOSE), List.of()));
    }

    /** Offers {@code transform} for any size and {@link #DOUBLE} for one; null refuses. */
    private record Type(String name, ImageTransform anySize) implements TransformType {
        @Override
        public String summary() {
            return "Test.";
        }

        @Override
        public Schema schema() {
            return Schema.of();
        }

        @Override
        public Transform create(Options options, Shape input) {
            return DOUBLE;
        }

        @Override
        public ImageTransform createForAnySize(Options options, int channels) {
            return anySize == null ? TransformType.super.createForAnySize(options, channels) : anySize;
        }
    }

    private static PlugInConfig config(String name) {
        return new PlugInConfig(TransformType.KIND, name, Options.of(Schema.of()), new Location("x.yaml", 3, 9));
    }

    private static String refusal(String... transforms) {
        return assertThrows(ConfigException.class, () -> of(transforms))
                .problems()
                .get(0)
                .message();
    }

    private static Pipeline of(String... transforms) {
        Catalog catalog = Catalog.of(Map.of(
                TransformType.KIND,
                List.of(
                        new Type("transpose", TRANSPOSE),
                        new Type("corner", CORNER_AND_DRAWN),
                        new Type("double", null))));
        return Pipeline.of(
                new AnySizePatternDataset(4, CorruptImages.FAIL),
                "train",
                0,
                Arrays.stream(transforms).map(AnySizeLoaderTest::config).toList(),
                new Location("x.yaml", 2, 5),
                catalog);
    }

    @Test
    void makesAPipelineOfAConfig() {
        Pipeline pipeline = of("transpose", "transpose", "corner", "double", "double");
        assertEquals(List.of(TRANSPOSE, TRANSPOSE, CORNER_AND_DRAWN), pipeline.imageTransforms());
        assertEquals(List.of(DOUBLE, DOUBLE), pipeline.transforms());
    }

    @Test
    void refusesAConfigWhoseImagesKeepTheirSizes() {
        assertEquals(
                "transforms: images must be of one size at the end, but those of the dataset differ and there are no"
                        + " transforms. Add {resize: 256} and {center-crop: 224}, or another transform that gives one"
                        + " size.",
                refusal());
        assertEquals(
                "transforms: images must be of one size at the end, but those of the dataset differ and no transform"
                        + " changes that. Add {resize: 256} and {center-crop: 224}, or another transform that gives one"
                        + " size.",
                refusal("transpose"));
        assertEquals(
                "transform \"double\": images must have one size here, but those that come in differ. Put {resize: 256}"
                        + " and {center-crop: 224}, or another transform that gives one size, before.",
                refusal("transpose", "double", "corner"));
    }
}
