package org.neocog.experiment;

/**
 * Section {@code train}: how long and in which precision.
 *
 * @param length the length of the training
 * @param precision the element type of the computation
 */
public record TrainSection(Span length, Precision precision) {}
