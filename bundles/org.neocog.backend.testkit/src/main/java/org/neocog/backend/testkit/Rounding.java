package org.neocog.backend.testkit;

import org.neocog.tensor.ElementType;

/** How a number becomes one of an element type: written anew from the definition, not taken from the code under test. */
final class Rounding {
    private static final double GREATEST_BFLOAT16 = (2 - 0x1p-7) * 0x1p127;

    private Rounding() {}

    static double to(ElementType type, double value) {
        return switch (type) {
            case FLOAT64 -> value;
            case FLOAT32 -> (float) value;
            case BFLOAT16 -> bfloat16(value);
            case UINT8 -> integer(value, 0, 255);
            case INT32 -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }

    /** Whole multiples of the distance between neighbours, half to even. */
    private static double bfloat16(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value;
        }
        double distance = Math.scalb(1.0, Math.max(Math.getExponent(value), -126) - 7);
        double nearest = Math.rint(value / distance) * distance;
        return Math.abs(nearest) > GREATEST_BFLOAT16 ? Math.copySign(Double.POSITIVE_INFINITY, value) : nearest;
    }

    private static double integer(double value, double least, double greatest) {
        if (Double.isNaN(value)) {
            return 0;
        }
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        return Math.max(least, Math.min(greatest, whole)) + 0.0;
    }

    /** Unit roundoff of a floating type: half the distance from 1 to its neighbour above. */
    static double unit(ElementType type) {
        return switch (type) {
            case FLOAT64 -> 0x1p-53;
            case FLOAT32 -> 0x1p-24;
            case BFLOAT16 -> 0x1p-8;
            default -> 0;
        };
    }

    /** Least positive normal number. */
    static double leastNormal(ElementType type) {
        return type == ElementType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }

    /** Least positive number. */
    static double leastSubnormal(ElementType type) {
        return switch (type) {
            case FLOAT64 -> Double.MIN_VALUE;
            case FLOAT32 -> Float.MIN_VALUE;
            default -> 0x1p-133;
        };
    }

    /** Greatest finite number. */
    static double greatest(ElementType type) {
        return switch (type) {
            case FLOAT64 -> Double.MAX_VALUE;
            case FLOAT32 -> Float.MAX_VALUE;
            default -> GREATEST_BFLOAT16;
        };
    }
}
