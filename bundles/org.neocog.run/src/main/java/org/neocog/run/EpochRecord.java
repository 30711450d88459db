package org.neocog.run;

import org.jspecify.annotations.Nullable;

/**
 * What one epoch gave.
 *
 * @param step steps done after it
 * @param epoch from 1 on
 * @param eval of the evaluation, null if there is none
 * @param averaged of the averaged weights, null if there are none
 * @param inputBound share of the steps' time in which they waited for data
 */
record EpochRecord(
        long step,
        int epoch,
        double trainLoss,
        @Nullable Metrics eval,
        @Nullable Metrics averaged,
        double learningRate,
        double imagesPerSecond,
        double inputBound,
        double seconds) {}
