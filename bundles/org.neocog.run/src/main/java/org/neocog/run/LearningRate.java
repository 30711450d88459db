package org.neocog.run;

import org.neocog.experiment.ScheduleSection;
import org.neocog.experiment.Unit;
import org.neocog.optimizer.Schedule;

/**
 * The learning rate of each step: {@code base * factor(position - warmUp, total - warmUp)}, position and total in the schedule's unit;
 * during warm-up {@code base * factor(0, ..) * (step + 1) / warmUpSteps}. Pure, hence the same after a resume.
 */
final class LearningRate {
    private final double base;
    private final Schedule schedule;
    private final ScheduleSection section;
    private final long stepsPerEpoch;
    private final long totalSteps;

    LearningRate(double base, Schedule schedule, ScheduleSection section, long stepsPerEpoch, long totalSteps) {
        this.base = base;
        this.schedule = schedule;
        this.section = section;
        this.stepsPerEpoch = stepsPerEpoch;
        this.totalSteps = totalSteps;
    }

    /** The learning rate of the step with this number, from 0 on. */
    double at(long step) {
        boolean epochs = section.unit() == Unit.EPOCH;
        long warmUpSteps = section.warmUp() * (epochs ? stepsPerEpoch : 1);
        long total = epochs ? (totalSteps + stepsPerEpoch - 1) / stepsPerEpoch : totalSteps;
        long scheduled = Math.max(total - section.warmUp(), 1);
        if (step < warmUpSteps) {
            return base * schedule.factor(0, scheduled) * (step + 1) / warmUpSteps;
        }
        long position = (epochs ? step / stepsPerEpoch : step) - section.warmUp();
        return base * schedule.factor(position, scheduled);
    }
}
