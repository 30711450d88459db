package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/** {@code schedule: {type: step, size: 10, gamma: 0.5}}: {@code gamma^floor(position / size)}. */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + StepScheduleType.NAME)
public final class StepScheduleType implements ScheduleType {
    static final String NAME = "step";

    static final Option<Integer> SIZE = Option.integer(
                    "size", "Epochs or steps, as the schedule's unit says, between two drops.")
            .atLeast(1);

    private static final Schema SCHEMA = Schema.of(SIZE, Gamma.OPTION).primary(SIZE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Multiplies the learning rate by gamma at equal distances.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        int size = options.get(SIZE);
        double gamma = options.get(Gamma.OPTION);
        return (position, total) -> {
            long drops = position / size;
            return StrictMath.pow(gamma, (double) drops);
        };
    }
}
