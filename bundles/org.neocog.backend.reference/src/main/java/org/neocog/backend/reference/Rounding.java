package org.neocog.backend.reference;

import org.neocog.tensor.ElementType;

/** The one rounding of each result to its element type. */
final class Rounding {
    private Rounding() {}

    /** Rounds {@code values[from]} to {@code values[to - 1]} as {@link ElementType#round} does. */
    static void round(ElementType type, double[] values, int from, int to) {
        switch (type) {
            case FLOAT64 -> {}
            case FLOAT32 -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) values[i];
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    values[i] = type.round(values[i]);
                }
            }
        }
    }
}
