package org.neocog.run;

/**
 * How far a run is.
 *
 * @param phase {@code train} or {@code eval}
 * @param epoch from 1 on
 * @param step batches done in this epoch's phase
 * @param steps batches of this epoch's phase
 * @param loss mean loss of this phase so far
 * @param imagesPerSecond over the last moments
 * @param inputBound share of the time, over the last moments, in which it waited for data; NaN if not known
 * @param secondsLeft estimate to the end of the run; NaN if not known
 */
public record Progress(
        String phase,
        int epoch,
        int epochs,
        long step,
        long steps,
        double loss,
        double imagesPerSecond,
        double inputBound,
        double secondsLeft) {}
