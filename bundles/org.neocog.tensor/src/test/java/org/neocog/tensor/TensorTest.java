package org.neocog.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    private final BufferAllocator allocator = NeocogAllocators.root("tensor-test", 1 << 20);

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatIsSetRoundedToItsType(ElementType element) {
        double[] values = {0, 1, -1.75, 200.3, 0.1, 1e5, -0x1.0p-20};
        try (Tensor tensor = Tensor.allocate(allocator, TensorType.of(element, 7))) {
            for (int i = 0; i < values.length; i++) {
                tensor.setDouble(i, values[i]);
            }
            double[] read = new double[7];
            tensor.copyTo(read);
            for (int i = 0; i < values.length; i++) {
                assertEquals(element.round(values[i]), tensor.getDouble(i), element + " of " + values[i]);
                assertEquals(tensor.getDouble(i), read[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void arraysGoInAndOutLikeSingleElements(ElementType element) {
        double[] values = {3, -2.5, 1e9, 77.7, 0.3, Double.NaN};
        try (Tensor tensor = Tensor.zeros(allocator, TensorType.of(element, 2, 3))) {
            assertArrayEquals(new double[6], copy(tensor));
            tensor.copyFrom(values);
            for (int i = 0; i < values.length; i++) {
                assertEquals(element.round(values[i]), tensor.getDouble(i), element + " of " + values[i]);
            }
        }
    }

    private static double[] copy(Tensor tensor) {
        double[] values = new double[(int) tensor.size()];
        tensor.copyTo(values);
        return values;
    }

    @Test
    void memoryIsLittleEndianAndRowMajor() {
        try (Tensor tensor = Tensor.zeros(allocator, TensorType.of(ElementType.INT32, 2, 2))) {
            tensor.setDouble(2, 0x01020304);
            assertEquals(0x04, tensor.bytes().get(8));
            assertEquals(0x01, tensor.bytes().get(11));
            assertEquals(0x01020304, tensor.bytes().getInt(8));
            assertEquals(tensor.buffer().memoryAddress(), tensor.address());
            assertEquals(16, tensor.bytes().remaining());
        }
    }

    @Test
    void longsAreExactBeyondTheIntegersOfADouble() {
        long big = (1L << 62) + 1;
        try (Tensor tensor = Tensor.zeros(allocator, TensorType.of(ElementType.INT64, 1));
                Tensor bytes = Tensor.zeros(allocator, TensorType.of(ElementType.UINT8, 1));
                Tensor floats = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT32, 1))) {
            tensor.setLong(0, big);
            assertEquals(big, tensor.getLong(0));
            bytes.setDouble(0, 200);
            assertEquals(200, bytes.getLong(0));
            assertEquals(
                    "tensor float32[1]: getLong is for integer elements. Use getDouble.",
                    assertThrows(IllegalStateException.class, () -> floats.getLong(0))
                            .getMessage());
            assertEquals(
                    "tensor uint8[1]: setLong is for int64 elements. Use setDouble.",
                    assertThrows(IllegalStateException.class, () -> bytes.setLong(0, 1))
                            .getMessage());
        }
    }

    @Test
    void aViewRetainsAndABorrowDoesNot() {
        ArrowBuf buffer = allocator.buffer(64);
        buffer.setZero(0, 64);
        TensorType type = TensorType.of(ElementType.FLOAT32, 4);
        Tensor view = Tensor.view(buffer, 16, type);
        Tensor borrow = Tensor.borrow(buffer, 32, type);
        assertEquals(2, buffer.refCnt());
        view.setDouble(0, 5);
        borrow.setDouble(3, 6);
        assertEquals(5f, buffer.getFloat(16));
        assertEquals(6f, buffer.getFloat(44));
        assertEquals(buffer.memoryAddress() + 16, view.address());
        borrow.close();
        assertEquals(2, buffer.refCnt());
        view.close();
        view.close();
        assertEquals(1, buffer.refCnt());
        buffer.close();
    }

    @Test
    void scalarsAndEmptyTensorsAreTensors() {
        try (Tensor scalar = Tensor.zeros(allocator, TensorType.scalar(ElementType.FLOAT64));
                Tensor empty = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT32, 0, 5))) {
            scalar.setDouble(0, 2.5);
            assertEquals(2.5, scalar.getDouble(0));
            assertEquals(1, scalar.size());
            assertEquals(0, empty.size());
            assertEquals(0, empty.bytes().remaining());
            empty.copyTo(new double[0]);
        }
    }

    @Test
    void copiesFromATensorOfTheSameTypeOnly() {
        TensorType type = TensorType.of(ElementType.BFLOAT16, 3);
        try (Tensor from = Tensor.zeros(allocator, type);
                Tensor to = Tensor.zeros(allocator, type);
                Tensor other = Tensor.zeros(allocator, TensorType.of(ElementType.BFLOAT16, 1, 3))) {
            from.copyFrom(new double[] {1, 2, 3});
            to.copyFrom(from);
            assertArrayEquals(new double[] {1, 2, 3}, copy(to));
            assertEquals(
                    "tensor: copy needs equal types, but from=bfloat16[3], to=bfloat16[1, 3]. Cast or reshape first.",
                    assertThrows(IllegalArgumentException.class, () -> other.copyFrom(from))
                            .getMessage());
        }
    }

    @Test
    void refusesWhatIsOutside() {
        try (Tensor tensor = Tensor.zeros(allocator, TensorType.of(ElementType.UINT8, 2, 2))) {
            String message = "tensor uint8[2, 2]: index must be from 0 to 3, but index=";
            assertEquals(
                    message + "4.",
                    assertThrows(IndexOutOfBoundsException.class, () -> tensor.getDouble(4))
                            .getMessage());
            assertEquals(
                    message + "-1.",
                    assertThrows(IndexOutOfBoundsException.class, () -> tensor.setDouble(-1, 0))
                            .getMessage());
            assertEquals(
                    "tensor uint8[2, 2]: the array must hold every element, but length=3, elements=4.",
                    assertThrows(IllegalArgumentException.class, () -> tensor.copyTo(new double[3]))
                            .getMessage());
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> Tensor.borrow(tensor.buffer(), 60, TensorType.of(ElementType.INT32, 2)));
            assertEquals(
                    "tensor int32[2]: offset + bytes must be within the buffer, but offset=60, bytes=8, capacity=64. Allocate a larger buffer.",
                    refusal.getMessage());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Tensor.borrow(tensor.buffer(), -4, TensorType.of(ElementType.INT32, 1)));
        }
    }

    @Test
    void refusesUseAfterClose() {
        Tensor tensor = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT32, 2));
        tensor.close();
        tensor.close();
        assertEquals(
                "tensor float32[2]: used after close. Keep it open as long as it is read.",
                assertThrows(IllegalStateException.class, () -> tensor.getDouble(0))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> tensor.setDouble(0, 1));
        assertThrows(IllegalStateException.class, tensor::bytes);
        assertThrows(IllegalStateException.class, tensor::address);
        assertThrows(IllegalStateException.class, tensor::buffer);
        assertThrows(IllegalStateException.class, () -> tensor.copyFrom(new double[2]));
        assertEquals("Tensor float32[2] (closed)", tensor.toString());
    }

    @Test
    void anAllocationBeyondTheLimitTakesNothing() {
        assertThrows(
                OutOfMemoryException.class,
                () -> Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 1 << 20)));
        assertEquals(0, allocator.getAllocatedMemory());
    }

    @Test
    void typesKnowTheirBytes() {
        TensorType type = TensorType.of(ElementType.FLOAT32, 64, 1, 28, 28);
        assertEquals("float32[64, 1, 28, 28]", type.toString());
        assertEquals(200_704, type.bytes());
        assertTrue(TensorType.scalar(ElementType.INT64).bytes() == 8);
        assertThrows(
                ArithmeticException.class,
                () -> TensorType.of(ElementType.FLOAT64, Long.MAX_VALUE).bytes());
    }
}
