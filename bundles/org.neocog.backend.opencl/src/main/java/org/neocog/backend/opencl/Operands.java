package org.neocog.backend.opencl;

/** What the operands of products in float32 are rounded to as they are read. Sums, and all values in memory, stay float32. */
enum Operands {
    AS_THEY_ARE(0, ""),
    /** 8 bits of significand. */
    BFLOAT16(16, " -DNARROW=16"),
    /** 11 bits of significand. */
    TF32(13, " -DNARROW=13");

    /** Bits of float32 that are dropped. */
    final int dropped;

    final String macros;

    Operands(int dropped, String macros) {
        this.dropped = dropped;
        this.macros = macros;
    }

    /** The nearest of such a number, halves to even. */
    float round(float value) {
        if (Float.isNaN(value) || dropped == 0) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        int half = (1 << (dropped - 1)) - 1;
        return Float.intBitsToFloat((bits + half + (bits >>> dropped & 1)) & -(1 << dropped));
    }
}
