package org.neocog.optimizer.schedule;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/** {@code schedule: constant}: a factor of 1 throughout. */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + ConstantScheduleType.NAME)
public final class ConstantScheduleType implements ScheduleType {
    static final String NAME = "constant";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "The learning rate stays as it is.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public Schedule create(Options options) {
        return (position, total) -> 1;
    }
}
