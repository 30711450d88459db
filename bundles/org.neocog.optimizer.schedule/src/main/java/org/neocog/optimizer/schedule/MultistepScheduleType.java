package org.neocog.optimizer.schedule;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/** {@code schedule: {type: multistep, milestones: [8, 11], gamma: 0.1}}: {@code gamma^(number of milestones <= position)}. */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + MultistepScheduleType.NAME)
public final class MultistepScheduleType implements ScheduleType {
    static final String NAME = "multistep";

    static final Option<List<Integer>> MILESTONES = Option.integers(
                    "milestones", "Epochs or steps, as the schedule's unit says, after which the learning rate drops.")
            .atLeast(1)
            .check("ascend", MultistepScheduleType::ascend);

    private static final Schema SCHEMA = Schema.of(MILESTONES, Gamma.OPTION).primary(MILESTONES);

    private static boolean ascend(List<Integer> milestones) {
        for (int i = 1; i < milestones.size(); i++) {
            if (milestones.get(i) <= milestones.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Multiplies the learning rate by gamma at each milestone.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        List<Integer> milestones = options.get(MILESTONES);
        double gamma = options.get(Gamma.OPTION);
        return (position, total) -> StrictMath.pow(gamma, (double) done(milestones, position));
    }

    private static long done(List<Integer> milestones, long position) {
        return milestones.stream().filter(milestone -> milestone <= position).count();
    }
}
