package org.neocog.run;

import org.neocog.experiment.ScheduleSection;
import org.neocog.experiment.Unit;
import org.neocog.optimizer.Schedule;

/**
 * The learning rate of each step: {@code base * factor(position - warmUp, total - warmUp)}, position and total in the schedule's unit;
 * during warm-up {@code base * factor(0, ..) * (step + 1) / warmUpSteps}. A table, made once: it holds no object of the schedule's bundle,
 * and is the same after a resume.
 */
final class LearningRate {
    /** By position after the warm-up, in the schedule's unit. */
    private final double[] rates;

    private final long warmUpSteps;
    private final long stepsPerPosition;

    LearningRate(double base, Schedule schedule, ScheduleSection section, long stepsPerEpoch, long totalSteps) {
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
        return rates[Math.toIntExact((step - warmUpSteps) / stepsPerPosition)];
    }
}
