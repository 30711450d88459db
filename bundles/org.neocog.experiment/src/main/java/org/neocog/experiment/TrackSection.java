package org.neocog.experiment;

/**
 * Section {@code track}: in which further forms a run keeps what it measures, besides {@code metrics.jsonl}.
 *
 * @param tensorboard whether as event files in the run folder's {@code tensorboard}
 * @param histograms epochs from one time that those files get histograms of the weights and pictures of filters to the next; 0 for never
 * @param arrow whether as Arrow streams in the run folder's {@code metrics}
 */
public record TrackSection(boolean tensorboard, int histograms, boolean arrow) {}
