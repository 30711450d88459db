package org.neocog.run;

import org.jspecify.annotations.Nullable;

/**
 * One trained epoch.
 *
 * @param trainLoss mean over its examples
 * @param inputBound share of the steps' time in which they waited for data
 * @param eval result on the evaluation data, null if there is none
 * @param averaged the same with averaged weights, null if there are none
 */
public record EpochReport(
        int epoch,
        int epochs,
        double trainLoss,
        @Nullable Metrics eval,
        @Nullable Metrics averaged,
        double learningRate,
        double imagesPerSecond,
        double inputBound,
        double seconds) {}
