package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.neocog.config.Location;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.experiment.ScheduleSection;
import org.neocog.experiment.Unit;
import org.neocog.optimizer.Schedule;

class LearningRateTest {
    private static LearningRate rate(Schedule schedule, Unit unit, long warmUp) {
        PlugInConfig any = new PlugInConfig("schedule", "any", Options.of(Schema.empty()), Location.NONE);
        return new LearningRate(0.5, schedule, new ScheduleSection(any, unit, warmUp), 4, 12);
    }

    private static double[] rates(LearningRate rate) {
        return LongStream.range(0, 12).mapToDouble(rate::at).toArray();
    }

    @Test
    void countsCompletedEpochs() {
        Schedule halves = (position, total) -> Math.pow(0.5, position);
        assertArrayEquals(
                new double[] {.5, .5, .5, .5, .25, .25, .25, .25, .125, .125, .125, .125},
                rates(rate(halves, Unit.EPOCH, 0)));
    }

    @Test
    void countsSteps() {
        Schedule linear = (position, total) -> 1 - (double) position / total;
        double[] rates = rates(rate(linear, Unit.STEP, 0));
        assertEquals(0.5, rates[0]);
        assertEquals(0.5 * (1 - 11.0 / 12), rates[11], 1e-15);
    }

    @Test
    void warmsUpLinearlyThenStartsTheScheduleAtItsBeginning() {
        Schedule seen = (position, total) -> position * 100 + total;
        // warm-up of one epoch: 4 steps; the schedule then has two epochs
        assertArrayEquals(
                new double[] {.25, .5, .75, 1, 1, 1, 1, 1, 51, 51, 51, 51}, rates(rate(seen, Unit.EPOCH, 1)), 1e-12);
    }

    @Test
    void isTheSameWheneverItIsAsked() {
        LearningRate rate = rate((position, total) -> Map.of(0L, 1.0).getOrDefault(position, 0.1), Unit.EPOCH, 0);
        assertEquals(rate.at(7), rate.at(7));
        assertEquals(0.05, rate.at(7), 1e-15);
        assertEquals(0.5, rate.at(3));
    }
}
