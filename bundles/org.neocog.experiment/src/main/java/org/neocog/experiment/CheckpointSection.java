package org.neocog.experiment;

/**
 * Section {@code checkpoint}: when the state is saved.
 *
 * @param every the distance of two checkpoints
 * @param keep how many of the newest stay, at least 1
 */
public record CheckpointSection(Span every, int keep) {}
