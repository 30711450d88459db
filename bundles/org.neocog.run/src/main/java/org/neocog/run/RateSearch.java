package org.neocog.run;

import java.util.List;
import java.util.Optional;

/**
 * A range test of the learning rate: {@code rate(i) = from (to / from)^(i / (steps - 1))}, one training step each.
 *
 * <p>The losses are smoothed by a mean over neighbours with weights that fall off linearly. {@code lowest} is the rate at which the smoothed loss is
 * least; {@code steepest}, below it, that at which it falls the most over the logarithm of the rate; {@code safe} lies half-way between both on that
 * axis, {@code sqrt(steepest lowest)}: beyond it the loss hardly falls any more, and soon rises.
 *
 * <p>Source: Smith 2017, "Cyclical learning rates for training neural networks", 3.3; the steepest descent as the choice is the usage of fastai.
 *
 * @param name of the experiment
 * @param samples one for each step that was done, in order
 * @param diverged whether the loss left all bounds before the last step: not finite, or above four times its least
 */
public record RateSearch(
        String name,
        String backend,
        List<Sample> samples,
        boolean diverged,
        double steepest,
        double safe,
        double lowest) {
    public RateSearch {
        samples = List.copyOf(samples);
    }

    /**
     * What to try.
     *
     * @param from first rate, above 0
     * @param to last rate, above {@code from}
     * @param steps at least {@value #FEWEST_STEPS}
     * @param backend the only backend to use, or empty for the experiment's preference
     */
    public record Options(double from, double to, int steps, Optional<String> backend) {
        /** Fewer say nothing. */
        public static final int FEWEST_STEPS = 20;

        public Options {
            if (!(from > 0 && to > from && Double.isFinite(to)) || steps < FEWEST_STEPS) {
                throw new IllegalArgumentException("find learning-rate: from must be above 0 and below to, and steps at"
                        + " least " + FEWEST_STEPS + ", but from=" + from + ", to=" + to + ", steps=" + steps
                        + ". Change them.");
            }
        }
    }

    /**
     * A step.
     *
     * @param step number from 1 on
     * @param loss mean over its examples
     * @param smoothed while steps are done that of those so far, in the result that of neighbours on both sides
     */
    public record Sample(int step, double rate, double loss, double smoothed) {}
}
