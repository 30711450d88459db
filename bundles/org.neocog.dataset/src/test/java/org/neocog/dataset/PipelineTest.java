package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class PipelineTest {
    private static final FixedSizeDataset DATASET = new PatternDataset(Shape.of(1, 2, 2), 100);

    /** Makes the image {@code by} columns wider. */
    private static final class Widen implements TransformType {
        static final Option<Integer> BY = Option.integer("by", "columns");

        @Override
        public String name() {
            return "widen";
        }

        @Override
        public String summary() {
            return "Widens.";
        }

        @Override
        public Schema schema() {
            return Schema.of(BY);
        }

        @Override
        public Transform create(Options options, Shape input) {
            Shape output = input.with(2, input.dim(2) + options.get(BY));
            return new Transform() {
                @Override
                public Shape outputShape() {
                    return output;
                }

                @Override
                public void apply(float[] source, float[] target, Philox.Stream random) {}
            };
        }
    }

    private static final Catalog CATALOG = Catalog.of(Map.of(TransformType.KIND, List.of(new Widen())));

    private static PlugInConfig widen(String type, int by) {
        return new PlugInConfig(
                TransformType.KIND, type, Options.of(Schema.of(Widen.BY), "by", by), new Location("x.yaml", 3, 9));
    }

    @Test
    void limitTakesTheFirstExamples() {
        assertEquals(100, new Pipeline(DATASET, "train", 0, List.of()).size());
        assertEquals(7, new Pipeline(DATASET, "train", 7, List.of()).size());
        assertEquals(100, new Pipeline(DATASET, "train", 1000, List.of()).size());
        assertEquals(
                "pipeline: limit must be at least 0, but limit=-1. Give 0 for all examples. [C1]",
                assertThrows(IllegalArgumentException.class, () -> new Pipeline(DATASET, "train", -1, List.of()))
                        .getMessage());
    }

    @Test
    void theShapeIsThatOfTheLastTransform() {
        assertEquals(Shape.of(1, 2, 2), new Pipeline(DATASET, "train", 0, List.of()).imageShape());
        List<Transform> transforms =
                Pipeline.transforms(DATASET.imageShape(), List.of(widen("widen", 2), widen("widen", 3)), CATALOG);
        Pipeline pipeline = new Pipeline(DATASET, "train", 0, transforms);
        assertEquals(Shape.of(1, 2, 7), pipeline.imageShape());
        assertEquals(Shape.of(1, 2, 4), pipeline.transforms().get(0).outputShape());
        assertSame(DATASET, pipeline.dataset());
        assertEquals("train", pipeline.split());
    }

    @Test
    void aSplitThatIsNotThereIsRefusedByTheDataset() {
        assertEquals(
                "pattern: split must be one of [train], but split=test.",
                assertThrows(IllegalArgumentException.class, () -> new Pipeline(DATASET, "test", 0, List.of()))
                        .getMessage());
    }

    @Test
    void aTransformThatWentAwayIsRefusedAtItsPlace() {
        assertEquals(
                "x.yaml:3:9: transform \"narrow\" is not offered by any installed bundle; available: [widen]."
                        + " Install a bundle that offers it, or change transforms.",
                assertThrows(
                                ConfigException.class,
                                () -> Pipeline.transforms(Shape.of(1, 2, 2), List.of(widen("narrow", 1)), CATALOG))
                        .getMessage());
    }
}
