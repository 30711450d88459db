package org.neocog.experiment;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Key {@code train.budget}: after how much of it one call of run or resume stops with a checkpoint.
 *
 * @param seconds time
 * @param steps updates of the parameters
 */
public record Budget(OptionalDouble seconds, OptionalLong steps) {
    /** No bound. */
    public static final Budget NONE = new Budget(OptionalDouble.empty(), OptionalLong.empty());
}
