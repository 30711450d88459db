package org.neocog.experiment;

import java.util.Optional;

/**
 * Section {@code train}: how long and in which precision, and what happens to gradients and weights.
 *
 * @param length the length of the training
 * @param precision the element type of the computation
 * @param accumulate batches whose gradients make one step, at least 1
 * @param clip how gradients are bounded; empty if they are not
 * @param average the moving average of the weights; empty if there is none
 * @param earlyStopping when training ends early; empty if it does not
 * @param budget after how much one call stops
 */
public record TrainSection(
        Span length,
        Precision precision,
        int accumulate,
        Optional<GradientClip> clip,
        Optional<MovingAverage> average,
        Optional<EarlyStopping> earlyStopping,
        Budget budget) {
    /** A length and a precision, and nothing else. */
    public TrainSection(Span length, Precision precision) {
        this(length, precision, 1, Optional.empty(), Optional.empty(), Optional.empty(), Budget.NONE);
    }
}
