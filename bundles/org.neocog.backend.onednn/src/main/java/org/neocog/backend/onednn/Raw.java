package org.neocog.backend.onednn;

import java.lang.reflect.Field;
import org.neocog.tensor.ElementType;
import sun.misc.Unsafe;

/** Native memory by address, unchecked: addresses come from plans that were checked when they were made. */
final class Raw {
    private static final Unsafe UNSAFE = unsafe();
    private static final long FLOATS = Unsafe.ARRAY_FLOAT_BASE_OFFSET;

    private Raw() {}

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "onednn: native memory must be accessible, but sun.misc.Unsafe is not: " + e
                            + ". Start Java with the module jdk.unsupported.",
                    e);
        }
    }

    static float getFloat(long address) {
        return UNSAFE.getFloat(address);
    }

    static void putFloat(long address, float value) {
        UNSAFE.putFloat(address, value);
    }

    /** A bfloat16. */
    static float getNarrow(long address) {
        return ElementType.bfloat16ToFloat(UNSAFE.getShort(address));
    }

    /** Stores a bfloat16, rounded to nearest, ties to even. */
    static void putNarrow(long address, double value) {
        UNSAFE.putShort(address, ElementType.doubleToBfloat16(value));
    }

    static int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    static long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    static byte getByte(long address) {
        return UNSAFE.getByte(address);
    }

    static void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    static void copy(long from, long to, long bytes) {
        UNSAFE.copyMemory(from, to, bytes);
    }

    static void zero(long address, long bytes) {
        UNSAFE.setMemory(address, bytes, (byte) 0);
    }

    /** Copies {@code count} floats into {@code array} from {@code index} on. */
    static void load(long address, float[] array, int index, int count) {
        UNSAFE.copyMemory(null, address, array, FLOATS + 4L * index, 4L * count);
    }

    /** Copies {@code count} floats of {@code array} from {@code index} on to memory. */
    static void store(float[] array, int index, long address, int count) {
        UNSAFE.copyMemory(array, FLOATS + 4L * index, null, address, 4L * count);
    }

    /** Copies the bits of {@code count} floats into {@code array}. */
    static void loadBits(long address, int[] array, int index, int count) {
        UNSAFE.copyMemory(null, address, array, Unsafe.ARRAY_INT_BASE_OFFSET + 4L * index, 4L * count);
    }

    /** Copies {@code count} floats, given by their bits, to memory. */
    static void storeBits(int[] array, int index, long address, int count) {
        UNSAFE.copyMemory(array, Unsafe.ARRAY_INT_BASE_OFFSET + 4L * index, null, address, 4L * count);
    }

    /** Copies the bits of {@code count} floats. */
    static void floatsToBits(float[] from, int[] to, int count) {
        UNSAFE.copyMemory(from, FLOATS, to, Unsafe.ARRAY_INT_BASE_OFFSET, 4L * count);
    }

    /** Copies {@code count} floats, given by their bits. */
    static void bitsToFloats(int[] from, float[] to, int count) {
        UNSAFE.copyMemory(from, Unsafe.ARRAY_INT_BASE_OFFSET, to, FLOATS, 4L * count);
    }

    /** Sets {@code count} elements of 1, 4 or 8 bytes to the one with these bits. */
    static void fill(long address, long count, int elementBytes, long bits) {
        if (bits == 0) {
            zero(address, count * elementBytes);
            return;
        }
        for (long i = 0; i < count; i++) {
            put(address + i * elementBytes, elementBytes, bits);
        }
    }

    /** The bits of an element of 1, 4 or 8 bytes. */
    static long get(long address, int elementBytes) {
        return elementBytes == 4 ? getInt(address) : elementBytes == 8 ? getLong(address) : getByte(address);
    }

    static void put(long address, int elementBytes, long bits) {
        if (elementBytes == 4) {
            putInt(address, (int) bits);
        } else if (elementBytes == 8) {
            putLong(address, bits);
        } else {
            putByte(address, (byte) bits);
        }
    }
}
