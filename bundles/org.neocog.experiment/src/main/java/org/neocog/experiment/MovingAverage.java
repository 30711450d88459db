package org.neocog.experiment;

/**
 * Key {@code train.ema}: an exponential moving average of parameters and statistics.
 *
 * @param decay share of the average that is kept from step to step
 * @param evaluate whether it is evaluated after each epoch, too
 */
public record MovingAverage(double decay, boolean evaluate) {}
