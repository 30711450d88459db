package org.neocog.backend.reference;

import org.neocog.tensor.ElementType;

/** The one rounding of each result to its element type. What an int64 array holds is {@linkplain Int64 encoded} and stays as it is. */
final class Rounding {
    private Rounding() {}

    /** Rounds {@code values[from]} to {@code values[to - 1]} as {@link ElementType#round} does. */
    static void round(ElementType type, double[] values, int from, int to) {
        switch (type) {
            case FLOAT64, INT64 -> {}
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
