package org.neocog.experiment;

/** The element type in which a network is computed. */
public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** 64 bits. */
    FLOAT64,
    /** 16 bits with the exponent of 32; parameters are kept in 32. */
    BFLOAT16
}
