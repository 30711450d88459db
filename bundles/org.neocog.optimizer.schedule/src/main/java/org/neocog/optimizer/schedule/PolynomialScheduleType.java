package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code schedule: {type: polynomial, power: 2}}: {@code minimum + (1 - minimum) (1 - position / total)^power}; the minimum from the end
 * on. With a power of 1 it is a line.
 *
 * <p>Source: W. Liu, A. Rabinovich, A. Berg, "ParseNet: looking wider to see better", arXiv 1506.04579, 2015, where it is called poly.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + PolynomialScheduleType.NAME)
public final class PolynomialScheduleType implements ScheduleType {
    static final String NAME = "polynomial";

    static final Option<Double> POWER = Option.number("power", "Exponent of the share of the run that is left.")
            .above(0)
            .orElse(1.0);

    private static final Schema SCHEMA =
            Schema.of(POWER, CosineScheduleType.MINIMUM).primary(POWER);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Lowers the learning rate by a power of what is left of the run; a line for power 1.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        double power = options.get(POWER);
        double minimum = options.get(CosineScheduleType.MINIMUM);
        return (position, total) -> position >= total
                ? minimum
                : minimum + (1 - minimum) * StrictMath.pow(1 - (double) position / (double) total, power);
    }
}
