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
 * <p>Source: I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5, without restarts.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + CosineScheduleType.NAME)
public final class CosineScheduleType implements ScheduleType {
    static final String NAME = "cosine";

    static final Option<Double> MINIMUM = Option.number("minimum", "Factor of the learning rate at the end of the run.")
            .atLeast(0)
            .atMost(1)
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(MINIMUM);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Lowers the learning rate along half a cosine over the whole run.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        double minimum = options.get(MINIMUM);
        return (position, total) -> position >= total
                ? minimum
                : minimum + (1 - minimum) * (1 + StrictMath.cos(Math.PI * (double) position / (double) total)) / 2;
    }
}
