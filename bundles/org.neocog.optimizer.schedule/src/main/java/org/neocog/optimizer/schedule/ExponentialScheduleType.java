package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code schedule: {type: exponential, gamma: 0.95}}: {@code gamma^position}.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + ExponentialScheduleType.NAME)
public final class ExponentialScheduleType implements ScheduleType {
    static final String NAME = "exponential";

    static final Option<Double> GAMMA = Option.number(
                    "gamma", "Factor of the learning rate after each epoch or step, as the schedule's unit says.")
            .above(0)
            .atMost(1);

    private static final Schema SCHEMA = Schema.of(GAMMA).primary(GAMMA);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Multiplies the learning rate by gamma after each epoch or step.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        double gamma = options.get(GAMMA);
        return (position, total) -> StrictMath.pow(gamma, (double) position);
    }
}
