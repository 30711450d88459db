package org.neocog.optimizer;

/** What is measured of each epoch, and can be followed. */
public enum EpochMetric {
    /** Mean loss of the epoch's training examples. */
    TRAIN_LOSS(false),
    /** Mean loss of the evaluation after the epoch. */
    EVAL_LOSS(false),
    /** Share of right answers in the evaluation after the epoch. */
    EVAL_ACCURACY(true);

    private final boolean rises;

    EpochMetric(boolean rises) {
        this.rises = rises;
    }

    /** Whether it needs an evaluation after each epoch. */
    public boolean isOfEvaluation() {
        return this != TRAIN_LOSS;
    }

    /** Whether a value is better than another by more than a share of that; every number is better than NaN, and NaN than nothing. */
    public boolean isBetter(double value, double than, double threshold) {
        if (Double.isNaN(value) || Double.isNaN(than)) {
            return !Double.isNaN(value);
        }
        double margin = threshold * Math.abs(than);
        return rises ? value > than + margin : value < than - margin;
    }

    /** As a config names it: {@code eval-loss}. */
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
