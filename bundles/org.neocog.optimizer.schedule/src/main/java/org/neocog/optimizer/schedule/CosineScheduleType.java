package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code schedule: {type: cosine, minimum: 0.01}}: half a cosine from 1 down to the minimum, {@code minimum + (1 - minimum) (1 + cos(pi
 * position / total)) / 2}; the minimum from the end on.
 *
 * <p>With {@code period: P, multiplier: m} the cosine starts again at 1 after P, then after m P, m^2 P and so on, rounded down.
 *
 * <p>Source: I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + CosineScheduleType.NAME)
public final class CosineScheduleType implements ScheduleType {
    static final String NAME = "cosine";

    static final Option<Double> MINIMUM = Option.number("minimum", "Factor of the learning rate at the end.")
            .atLeast(0)
            .atMost(1)
            .orElse(0.0);
    static final Option<Integer> PERIOD = Option.integer(
                    "period", "Epochs or steps to the first restart; without it the whole run is one fall.")
            .optional()
            .atLeast(1);
    static final Option<Double> MULTIPLIER = Option.number(
                    "multiplier", "How many times longer each period is than the one before.")
            .atLeast(1)
            .orElse(1.0);

    private static final Schema SCHEMA = Schema.of(MINIMUM, PERIOD, MULTIPLIER)
            .rule(
                    "C1",
                    "multiplier needs a period",
                    options ->
                            options.get(MULTIPLIER) == 1 || options.find(PERIOD).isPresent(),
                    MULTIPLIER,
                    PERIOD);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Lowers the learning rate along half a cosine over the whole run, or again and again.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        double minimum = options.get(MINIMUM);
        if (options.find(PERIOD).isEmpty()) {
            return (position, total) -> position >= total ? minimum : fall(minimum, position, total);
        }
        int period = options.get(PERIOD);
        double multiplier = options.get(MULTIPLIER);
        return (position, total) -> restarting(minimum, period, multiplier, position);
    }

    private static double restarting(double minimum, int period, double multiplier, long position) {
        double length = period;
        long start = 0;
        while (position >= start + (long) length) {
            start += (long) length;
            length *= multiplier;
        }
        return fall(minimum, position - start, (long) length);
    }

    private static double fall(double minimum, long position, long total) {
        return minimum + (1 - minimum) * (1 + StrictMath.cos(Math.PI * (double) position / (double) total)) / 2;
    }
}
