package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.FixedShapeTensorType;
import org.neocog.tensor.FixedShapeTensorVector;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class ImageBatchTest {
    private static final Shape IMAGE = Shape.of(1, 2, 3);

    private final BufferAllocator allocator = NeocogAllocators.root("image-batch-test", 1 << 20);

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void bytesAreKeptByRow() {
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, IMAGE, 4)) {
            batch.setPixels(1, new byte[] {9, 1, 2, 3, 4, 5, (byte) 255, 9}, 1);
            batch.setLabel(1, 7);
            batch.setCount(2);
            assertEquals(2, batch.count());
            assertEquals(
                    TensorType.of(ElementType.UINT8, 2, 1, 2, 3), batch.images().type());
            assertEquals(TensorType.of(ElementType.INT32, 2), batch.labels().type());
            assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 255}, doubles(batch.images()));
            assertArrayEquals(new double[] {0, 7}, doubles(batch.labels()));
            assertEquals(7, batch.label(1));
            byte[] row = new byte[6];
            batch.getPixels(1, row);
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, (byte) 255}, row);
        }
    }

    @Test
    void floatsAreKeptByRow() {
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.FLOAT32, IMAGE, 2)) {
            float[] pixels = {0.5f, -1, 2, 3, 1e-20f, Float.NaN};
            batch.setPixels(1, pixels);
            batch.setCount(2);
            assertEquals(-1, batch.images().getDouble(7));
            assertEquals(1e-20f, batch.images().getDouble(10));
            float[] row = new float[6];
            batch.getPixels(1, row);
            assertArrayEquals(pixels, row);
        }
    }

    private static double[] doubles(Tensor tensor) {
        double[] values = new double[(int) tensor.size()];
        tensor.copyTo(values);
        return values;
    }

    @Test
    void viewsAreMadeOncePerCount() {
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.FLOAT32, IMAGE, 8)) {
            batch.setCount(8);
            Tensor full = batch.images();
            assertSame(full, batch.images());
            batch.setCount(3);
            Tensor partial = batch.images();
            assertSame(partial, batch.images());
            assertEquals(3, partial.shape().dim(0));
            batch.setCount(8);
            assertSame(full, batch.images());
            batch.setCount(3);
            assertSame(partial, batch.images());
            batch.setCount(4);
            assertNotSame(partial, batch.images());
            assertEquals(full.address(), batch.images().address());
            batch.setCount(0);
            assertEquals(0, batch.images().size());
        }
    }

    @Test
    void isARecordBatchThatOthersCanRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, IMAGE, 4)) {
            batch.setPixels(0, new byte[] {1, 2, 3, 4, 5, 6}, 0);
            batch.setPixels(2, new byte[] {6, 5, 4, 3, 2, 1}, 0);
            batch.setLabel(2, 9);
            batch.setCount(3);
            try (ArrowStreamWriter writer = new ArrowStreamWriter(batch.root(), null, bytes)) {
                writer.writeBatch();
            }
            VectorSchemaRoot root = batch.root();
            batch.setLabel(0, 7);
            assertEquals(7, ((IntVector) root.getVector(ImageBatch.LABEL)).get(0), "the same memory");
            batch.setCount(1);
            assertEquals(1, root.getRowCount());
        }
        try (FixedShapeTensorType.Registration registration = FixedShapeTensorType.register();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator)) {
            reader.loadNextBatch();
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            FixedShapeTensorVector images =
                    assertInstanceOf(FixedShapeTensorVector.class, root.getVector(ImageBatch.IMAGE));
            assertArrayEquals(
                    new double[] {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 6, 5, 4, 3, 2, 1}, doubles(images.tensor()));
            assertEquals(
                    "[C, H, W]",
                    ((FixedShapeTensorType) images.getField().getType())
                            .dimNames()
                            .toString());
            IntVector labels = (IntVector) root.getVector(ImageBatch.LABEL);
            assertEquals(9, labels.get(2));
            assertEquals(0, images.getNullCount() + labels.getNullCount());
        }
    }

    @Test
    void countingAndWritingAllocatesNothing() {
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.FLOAT32, IMAGE, 100)) {
            long held = allocator.getAllocatedMemory();
            for (int i = 0; i <= 100; i++) {
                batch.setCount(i);
                batch.setPixels(99, new float[6]);
            }
            assertEquals(held, allocator.getAllocatedMemory());
        }
    }

    @Test
    void refusesWhatItCannotHold() {
        refusal(
                "image batch: elements must be uint8 or float32, but element=int32. Choose one of them. [C1]",
                ElementType.INT32,
                IMAGE,
                1);
        refusal(
                "image batch: an image must be [C, H, W] with at least one pixel, but shape=[2, 3]. Reshape it. [C2]",
                ElementType.UINT8,
                Shape.of(2, 3),
                1);
        refusal(
                "image batch: an image must be [C, H, W] with at least one pixel, but shape=[1, 0, 3]. Reshape it. [C2]",
                ElementType.UINT8,
                Shape.of(1, 0, 3),
                1);
        refusal(
                "image batch: capacity must be at least 1, but capacity=0. Choose a larger one. [C3]",
                ElementType.UINT8,
                IMAGE,
                0);
        refusal(
                "image batch: there must be at most 2147483647 bytes, but float32[4096, 3, 224, 224] has 2466250752."
                        + " Choose a smaller batch. [C4]",
                ElementType.FLOAT32,
                Shape.of(3, 224, 224),
                4096);
    }

    private void refusal(String message, ElementType element, Shape shape, int capacity) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ImageBatch.allocate(allocator, element, shape, capacity))
                        .getMessage());
    }

    @Test
    void refusesRowsAndCountsOutside() {
        try (ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, IMAGE, 4)) {
            assertEquals(
                    "image batch: count must be from 0 to the capacity, but count=5, capacity=4. Allocate a larger batch. [C5]",
                    assertThrows(IllegalArgumentException.class, () -> batch.setCount(5))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> batch.setCount(-1));
            assertEquals(
                    "image batch: pixels of float32 need a batch of them, but element=uint8. Use the method for uint8. [C6]",
                    assertThrows(IllegalStateException.class, () -> batch.setPixels(0, new float[6]))
                            .getMessage());
            assertEquals(
                    "image batch: row must be from 0 to 3, but row=4. [C7]",
                    assertThrows(IndexOutOfBoundsException.class, () -> batch.setLabel(4, 0))
                            .getMessage());
            assertThrows(IndexOutOfBoundsException.class, () -> batch.setPixels(-1, new byte[6], 0));
        }
    }

    @Test
    void refusesUseAfterClose() {
        ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, IMAGE, 4);
        batch.close();
        batch.close();
        String message = "image batch: used after close. Keep its loader open as long as it is read.";
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, batch::images).getMessage());
        assertThrows(IllegalStateException.class, () -> batch.label(0));
        assertThrows(IllegalStateException.class, () -> batch.setCount(0));
        assertThrows(IllegalStateException.class, batch::root);
    }

    @Test
    void anAllocationBeyondTheLimitTakesNothing() {
        assertThrows(
                OutOfMemoryException.class,
                () -> ImageBatch.allocate(allocator, ElementType.FLOAT32, Shape.of(3, 100, 100), 9));
        assertEquals(0, allocator.getAllocatedMemory());
    }
}
