package org.neocog.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigException;
import org.neocog.experiment.ScheduleSection;
import org.neocog.experiment.Unit;
import org.neocog.optimizer.PlateauSchedule;
import org.neocog.optimizer.Schedule;

/**
 * The learning rate of each step: {@code base * factor(position - warmUp, total - warmUp)}, position and total in the schedule's unit;
 * during warm-up {@code base * factor(0, ..) * (step + 1) / warmUpSteps}. A table, made once: it holds no object of the schedule's bundle,
 * and is the same after a resume. A schedule that follows a metric adds a factor by what was measured.
 */
final class LearningRate {
    /** By position after the warm-up, in the schedule's unit. */
    private final double[] rates;

    private final long warmUpSteps;
    private final long stepsPerPosition;
    private final @Nullable PlateauSchedule plateau;

    LearningRate(double base, Schedule schedule, ScheduleSection section, long stepsPerEpoch, long totalSteps) {
        this.plateau = schedule instanceof PlateauSchedule follows ? follows : null;
        if (plateau != null && section.unit() == Unit.STEP) {
            throw new ConfigException(
                    section.schedule().location(), "schedule: plateau counts epochs, but unit=step. Take unit out.");
        }
        this.stepsPerPosition = section.unit() == Unit.EPOCH ? stepsPerEpoch : 1;
        this.warmUpSteps = section.warmUp() * stepsPerPosition;
        long total = (totalSteps + stepsPerPosition - 1) / stepsPerPosition;
        long scheduled = Math.max(total - section.warmUp(), 1);
        this.rates = new double[Math.toIntExact(scheduled)];
        for (int position = 0; position < rates.length; position++) {
            rates[position] = base * schedule.factor(position, scheduled);
        }
    }

    /** The learning rate of the step with this number, from 0 on. */
    double at(long step) {
        if (step < warmUpSteps) {
            return rates[0] * (step + 1) / warmUpSteps;
        }
        return rates[(int) Math.min((step - warmUpSteps) / stepsPerPosition, rates.length - 1L)];
    }

    /** What the epochs so far make of it: a factor for {@link #at}. */
    double factor(List<EpochResult> epochs) {
        return plateau == null
                ? 1
                : plateau.factor(epochs.stream()
                        .map(epoch -> epoch.value(plateau.metric()))
                        .toList());
    }

    /** The schedule that follows a metric, if it does. */
    @Nullable
    PlateauSchedule plateau() {
        return plateau;
    }
}
