package org.neocog.experiment;

/** What a run counts in. */
public enum Unit {
    /** Passes over the training examples. */
    EPOCH,
    /** Updates of the parameters. */
    STEP
}
