package org.neocog.optimizer.adaptive;

/** Where epsilon stands in Adam's denominator. */
enum AdamForm {
    /** {@code sqrt(v / (1 - beta2^t)) + epsilon}: algorithm 1 of the paper. */
    CORRECTED,
    /** {@code sqrt(v) + epsilon}, and the step carries the corrections: the more efficient order at the end of the paper's section 2. */
    EFFICIENT
}
