package org.neocog.architecture;

/**
 * A further output of a network: while it trains, {@code loss = loss(last layer) + sum of weight loss(auxiliary output)}, all by the
 * same labels. Evaluation ignores it.
 *
 * <p>Source: Szegedy et al. 2015, "Going deeper with convolutions", section 5.
 *
 * @param layer name of the layer whose output it is
 * @param weight factor of its loss, finite and at least 0
 */
public record AuxiliaryOutput(String layer, double weight) {}
