package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.EpochMetric;
import org.neocog.optimizer.PlateauSchedule;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code schedule: {type: plateau, patience: 5}}: a {@link PlateauSchedule}.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + PlateauScheduleType.NAME)
public final class PlateauScheduleType implements ScheduleType {
    static final String NAME = "plateau";

    static final Option<EpochMetric> METRIC = Option.choice("metric", "What has to become better.", EpochMetric.class)
            .orElse(EpochMetric.EVAL_LOSS);
    static final Option<Double> GAMMA = Option.number("gamma", "Factor of the learning rate at each drop.")
            .above(0)
            .below(1)
            .orElse(0.1);
    static final Option<Integer> PATIENCE = Option.integer("patience", "Epochs without improvement that are borne.")
            .atLeast(0)
            .orElse(10);
    static final Option<Double> THRESHOLD = Option.number("threshold", "Relative improvement that counts.")
            .atLeast(0)
            .orElse(1e-4);
    static final Option<Integer> COOLDOWN = Option.integer("cooldown", "Epochs after a drop that don't count.")
            .atLeast(0)
            .orElse(0);
    static final Option<Double> MINIMUM = Option.number("minimum", "The least factor of the learning rate.")
            .atLeast(0)
            .orElse(0.0);

    private static final Schema SCHEMA =
            Schema.of(METRIC, GAMMA, PATIENCE, THRESHOLD, COOLDOWN, MINIMUM).primary(PATIENCE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Lowers the learning rate when a metric does not become better for some epochs.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        return new PlateauSchedule(
                options.get(METRIC),
                options.get(GAMMA),
                options.get(PATIENCE),
                options.get(THRESHOLD),
                options.get(COOLDOWN),
                options.get(MINIMUM));
    }
}
