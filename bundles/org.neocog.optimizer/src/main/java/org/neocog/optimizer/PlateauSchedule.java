package org.neocog.optimizer;

import java.util.List;

/**
 * A schedule that follows a metric: it lowers the learning rate when the metric has not become better for some epochs. Made by
 * {@linkplain ScheduleType schedule plug-ins}; the run knows it by this class and gives it what it measured.
 *
 * <p>With the best value b so far, an epoch is better if its value is below {@code b (1 - threshold)} (above {@code b (1 + threshold)} for
 * an accuracy). After more than {@code patience} epochs in a row that were not, the factor is multiplied by {@code gamma}, but stays at
 * least {@code minimum}; epochs of the {@code cooldown} that follows don't count. A value that is not a number is not better.
 *
 * <p>The factor is a function of the values alone, so that a resumed run, which has them in its checkpoint, goes on alike.
 *
 * @param metric what is followed
 * @param gamma factor of the learning rate at each drop, above 0 and below 1
 * @param patience epochs without improvement that are borne, at least 0
 * @param threshold relative improvement that counts, at least 0
 * @param cooldown epochs after a drop that don't count, at least 0
 * @param minimum the least factor, at least 0
 */
public record PlateauSchedule(
        EpochMetric metric, double gamma, int patience, double threshold, int cooldown, double minimum)
        implements Schedule {
    /** 1: what it does depends on what is measured. */
    @Override
    public double factor(long position, long total) {
        return 1;
    }

    /**
     * The factor after some epochs.
     *
     * @param values the metric of each epoch so far, in order
     */
    public double factor(List<Double> values) {
        double factor = 1;
        double best = Double.NaN;
        int bad = 0;
        int cooling = 0;
        for (double value : values) {
            if (metric.isBetter(value, best, threshold)) {
                best = value;
                bad = 0;
            } else {
                bad++;
            }
            if (cooling > 0) {
                cooling--;
                bad = 0;
            }
            if (bad > patience) {
                factor = Math.max(factor * gamma, minimum);
                cooling = cooldown;
                bad = 0;
            }
        }
        return factor;
    }
}
