package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** When a fault of data happens, and what it does. */
class FaultyDatasetTypeTest {
    @Test
    void happensInTheReadThatHoldsTheExample() {
        DataFault fault = new DataFault(DataFault.Kind.THROW, "train", 5);
        assertEquals(false, fault.happens("train", 4));
        assertEquals(false, fault.happens("test", 4));
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> fault.happens("train", 4));
        assertTrue(thrown.getMessage().contains("example 5 of split \"train\""), thrown.getMessage());
        assertEquals(false, fault.happens("train", 4));
    }

    @Test
    void corruptsOneReadOnly() {
        DataFault fault = new DataFault(DataFault.Kind.CORRUPT, "train", 1);
        assertTrue(fault.happens("train", 2));
        assertEquals(false, fault.happens("train", 2));
        byte[] pixels = {0, 1, -1, 7};
        DataFault.negate(pixels, 3);
        assertEquals("-1,-2,0,7", pixels[0] + "," + pixels[1] + "," + pixels[2] + "," + pixels[3]);
    }

    /** Two images of 1 x 1 x 2 pixels. */
    private static final class FloatImages implements FixedSizeDataset {
        @Override
        public Shape imageShape() {
            return Shape.of(1, 1, 2);
        }

        @Override
        public ElementType element() {
            return ElementType.FLOAT32;
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            for (int row = 0; row < count; row++) {
                target.setPixels(row, new float[] {indices[row] + 0.5f, -7});
            }
            target.setCount(count);
        }

        @Override
        public List<String> classNames() {
            return List.of("one");
        }

        @Override
        public List<String> splits() {
            return List.of("train");
        }

        @Override
        public long size(String split) {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "print";
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private record FloatType() implements DatasetType {
        @Override
        public String name() {
            return "floats";
        }

        @Override
        public String summary() {
            return "Floats.";
        }

        @Override
        public Schema schema() {
            return Schema.of();
        }

        @Override
        public Dataset open(Options options) {
            return new FloatImages();
        }
    }

    @Test
    void corruptsImagesOfFloat32() {
        DataFault fault = new DataFault(DataFault.Kind.CORRUPT, "train", 3);
        Options none = Options.of(Schema.of());
        try (FixedSizeDataset dataset = (FixedSizeDataset) new FaultyDatasetType(new FloatType(), fault).open(none);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                ImageBatch batch = ImageBatch.allocate(allocator, dataset.element(), dataset.imageShape(), 2)) {
            float[] pixels = new float[2];
            dataset.read("train", new long[] {0, 1}, 2, batch);
            batch.getPixels(1, pixels);
            assertArrayEquals(new float[] {1.5f, -7}, pixels);
            dataset.read("train", new long[] {0, 1}, 2, batch);
            batch.getPixels(1, pixels);
            assertArrayEquals(new float[] {-1.5f, 7}, pixels);
            assertEquals("print", dataset.fingerprint());
        }
    }

    @Test
    void hangsUntilItIsInterrupted() {
        DataFault fault = new DataFault(DataFault.Kind.HANG, "train", 1);
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, () -> fault.happens("train", 1));
        assertTrue(Thread.interrupted());
    }

    @Test
    void kindsHaveTheNamesOfCommands() {
        assertEquals(DataFault.Kind.CORRUPT, DataFault.Kind.of("data-corrupt").orElseThrow());
        assertTrue(DataFault.Kind.of("corrupt").isEmpty());
    }
}
