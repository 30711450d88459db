package org.neocog.backend.reference;

import org.neocog.tensor.ElementType;

/**
 * How int64 elements are held exactly in an array of double: by their bits. All other element types are held by their value, which every
 * double is wide enough for. Ops that only move elements need not know; those that read an int64 as a number decode it.
 */
final class Int64 {
    /** Bits that a double has for a whole number. */
    private static final int DOUBLE_BITS = 53;

    private Int64() {}

    /** What holds the number. */
    static double encode(long value) {
        return Double.longBitsToDouble(value);
    }

    /** The number held. */
    static long decode(double held) {
        return Double.doubleToRawLongBits(held);
    }

    /** What an array of this element type holds for {@code value}, rounded. */
    static double hold(ElementType type, double value) {
        return type == ElementType.INT64 ? encode((long) value) : type.round(value);
    }

    /** A held element of an integer type as a number. */
    static long integer(ElementType type, double held) {
        return type == ElementType.INT64 ? decode(held) : (long) held;
    }

    /**
     * A double that any narrower type rounds as it would round {@code value}: what does not fit into 53 bits is kept as one last bit, which
     * breaks ties. A float64 is the value rounded to nearest.
     */
    static double toDouble(long value, ElementType narrower) {
        long magnitude = Math.abs(value);
        int excess = Long.SIZE - Long.numberOfLeadingZeros(magnitude) - DOUBLE_BITS;
        if (narrower == ElementType.FLOAT64 || value == Long.MIN_VALUE || excess <= 0) {
            return value;
        }
        long kept = magnitude >> excess << excess;
        long sticky = kept == magnitude ? kept : kept | 1L << excess;
        return value < 0 ? -(double) sticky : sticky;
    }
}
