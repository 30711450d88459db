package org.neocog.run;

import org.jspecify.annotations.Nullable;

/**
 * One trained epoch.
 *
 * @param trainLoss mean over its examples
 * @param eval result on the evaluation data, null if there is none
 */
public record EpochReport(
        int epoch,
        int epochs,
        double trainLoss,
        @Nullable Metrics eval,
        double learningRate,
        double imagesPerSecond,
        double seconds) {}
