package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/** Pipelines that make several images of each example. */
class ViewsLoaderTest {
    private static final int VIEWS = 3;
    private static final Shape PIXEL = Shape.of(3, 1, 1);

    /** The pixel in row 0, column {@code view}. */
    private static final ViewsImageTransform OF_ANY_SIZE = new ViewsImageTransform() {
        @Override
        public Optional<Shape> outputShape() {
            return Optional.of(PIXEL);
        }

        @Override
        public int views() {
            return VIEWS;
        }

        @Override
        public void apply(Image source, Image target, int view) {
            target.reset(3, 1, 1);
            System.arraycopy(source.pixels(), 3 * view, target.pixels(), 0, 3);
        }
    };

    private static final ViewsTransform OF_ONE_SIZE = new ViewsTransform() {
        @Override
        public Shape outputShape() {
            return PIXEL;
        }

        @Override
        public int views() {
            return VIEWS;
        }

        @Override
        public void apply(float[] source, float[] target, int view) {
            for (int c = 0; c < 3; c++) {
                target[c] = source[c * 4 + view];
            }
        }
    };

    private static List<float[]> rows(Pipeline pipeline, int batch, int workers) {
        List<float[]> rows = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("views-test", 1 << 24);
                Loader loader = new Loader(pipeline, batch, false, 1, workers, allocator)) {
            loader.epoch(0, 0);
            for (ImageBatch images = loader.next(); images != null; images = loader.next()) {
                for (int row = 0; row < images.count(); row++) {
                    float[] pixel = new float[4];
                    images.getPixels(row, pixel);
                    pixel[3] = images.label(row);
                    rows.add(pixel);
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void viewsOfAnExampleFollowOneAnother(int workers) {
        AnySizePatternDataset dataset = new AnySizePatternDataset(11, CorruptImages.FAIL);
        Pipeline pipeline = new Pipeline(dataset, "train", 0, List.of(OF_ANY_SIZE), List.of());
        assertEquals(VIEWS, pipeline.views());
        assertEquals(11, pipeline.size());
        assertEquals(33, pipeline.rows());
        List<float[]> rows = rows(pipeline, 5, workers);
        assertEquals(33, rows.size());
        for (int i = 0; i < 33; i++) {
            float[] expected = new float[4];
            for (int c = 0; c < 3; c++) {
                expected[c] = AnySizePatternDataset.pixel(i / VIEWS, 3 * (i % VIEWS) + c) / 255f;
            }
            expected[3] = i / VIEWS % 2;
            assertArrayEquals(expected, rows.get(i), "row " + i);
        }
    }

    @Test
    void doTheSameToImagesOfOneSize() {
        Pipeline pipeline = new Pipeline(new PatternDataset(Shape.of(3, 1, 4), 40), "train", 0, List.of(OF_ONE_SIZE));
        List<float[]> rows = rows(pipeline, 7, 2);
        assertEquals(120, rows.size());
        for (int i = 0; i < 120; i++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(PatternDataset.pixel(i / VIEWS, c * 4 + i % VIEWS) / 255f, rows.get(i)[c]);
            }
        }
    }

    @Test
    void areMadeByOneTransformAtMost() {
        AnySizePatternDataset dataset = new AnySizePatternDataset(1, CorruptImages.FAIL);
        ViewsTransform again = new ViewsTransform() {
            @Override
            public Shape outputShape() {
                return PIXEL;
            }

            @Override
            public int views() {
                return 2;
            }

            @Override
            public void apply(float[] source, float[] target, int view) {}
        };
        String problem = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Pipeline(dataset, "train", 0, List.of(OF_ANY_SIZE), List.of(again)))
                .getMessage();
        assertTrue(problem.contains("which make [3, 2]") && problem.contains("[C3]"), problem);
    }
}
