package org.neocog.experiment;

/** The element type in which a network is computed. What a backend does not offer is left to the next that is preferred. */
public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** 64 bits. */
    FLOAT64,
    /** Activations in 16 bits with the exponent of 32, products summed in 32; variables, statistics and losses are kept in 32. */
    BFLOAT16
}
