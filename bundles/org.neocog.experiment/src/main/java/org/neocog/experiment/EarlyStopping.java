package org.neocog.experiment;

import org.neocog.optimizer.EpochMetric;

/**
 * Key {@code train.early-stopping}: ends the training when a metric does not become better.
 *
 * @param metric what has to become better
 * @param patience epochs without improvement that are borne
 * @param threshold relative improvement that counts
 */
public record EarlyStopping(EpochMetric metric, int patience, double threshold) {}
