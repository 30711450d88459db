package org.neocog.tensor;

import java.util.Locale;

/** The type of one element of a tensor. Memory is little-endian, without padding between elements. */
public enum ElementType {
    /** IEEE 754 binary32. */
    FLOAT32(4, true),
    /** IEEE 754 binary64. */
    FLOAT64(8, true),
    /** The upper half of a binary32: 8 bits of exponent, 7 of fraction; rounded to nearest, ties to even. */
    BFLOAT16(2, true),
    /** Unsigned 8-bit integer, 0 to 255; also the type of truth values (0 false, 1 true). */
    UINT8(1, false),
    /** Signed 32-bit integer. */
    INT32(4, false),
    /** Signed 64-bit integer. */
    INT64(8, false);

    private final int bytes;
    private final boolean floating;

    ElementType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether the type has a fraction, infinities and NaN. */
    public boolean isFloating() {
        return floating;
    }

    /**
     * The value of this type that stands for {@code value}: floating types round to nearest, ties to even; integer types
     * truncate towards zero, saturate at their range, and take NaN as 0 (Java's narrowing conversion).
     */
    public double round(double value) {
        return switch (this) {
            case FLOAT64 -> value;
            case FLOAT32 -> (float) value;
            case BFLOAT16 -> bfloat16ToFloat(doubleToBfloat16(value));
            case UINT8 -> Math.max(0, Math.min(255, (int) value));
            case INT32 -> (int) value;
            case INT64 -> (long) value;
        };
    }

    /** The bits of the bfloat16 nearest to {@code value}, ties to even; NaN stays a (quiet) NaN. */
    public static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x0040);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The bits of the bfloat16 nearest to {@code value}, ties to even, rounded once; NaN stays a (quiet) NaN. */
    public static short doubleToBfloat16(double value) {
        float nearest = (float) value;
        int bits = Float.floatToRawIntBits(nearest);
        if (nearest != value && (bits & 0xffff) == 0x8000) {
            // The float only looks like a tie: go back to the side of it on which the value lies.
            bits += Math.abs(value) > Math.abs(nearest) ? 1 : -1;
            nearest = Float.intBitsToFloat(bits);
        }
        return floatToBfloat16(nearest);
    }

    /** The float with these bfloat16 bits; exact. */
    public static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The name in configs, printed graphs and messages: {@code float32}, {@code bfloat16}, ... */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
