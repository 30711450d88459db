package org.neocog.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.optimizer.PlateauSchedule;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;

class ScheduleTypesTest {
    static List<ScheduleType> all() {
        return List.of(
                new ConstantScheduleType(),
                new StepScheduleType(),
                new MultistepScheduleType(),
                new CosineScheduleType(),
                new PolynomialScheduleType(),
                new OneCycleScheduleType(),
                new PlateauScheduleType());
    }

    private static Schedule schedule(ScheduleType type, Object... options) {
        return type.create(Options.of(type.schema(), options));
    }

    private static double[] factors(Schedule schedule, long count, long total) {
        return LongStream.range(0, count)
                .mapToDouble(position -> schedule.factor(position, total))
                .toArray();
    }

    @Test
    void constantStaysAtOne() {
        assertArrayEquals(new double[] {1, 1, 1}, factors(schedule(new ConstantScheduleType()), 3, 2), 0.0);
    }

    @Test
    void stepDropsAfterEachSize() {
        Schedule schedule = schedule(new StepScheduleType(), "size", 2, "gamma", 0.5);
        assertArrayEquals(new double[] {1, 1, 0.5, 0.5, 0.25, 0.25, 0.125}, factors(schedule, 7, 7), 0.0);
    }

    @Test
    void gammaIsATenthUnlessTold() {
        assertEquals(0.1, schedule(new StepScheduleType(), "size", 3).factor(3, 9), 0.0);
        assertEquals(
                0.1,
                schedule(new MultistepScheduleType(), "milestones", List.of(4)).factor(4, 9),
                0.0);
    }

    @Test
    void multistepDropsWhenAMilestoneIsDone() {
        Schedule schedule = schedule(new MultistepScheduleType(), "milestones", List.of(2, 3, 6), "gamma", 0.5);
        assertArrayEquals(new double[] {1, 1, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125}, factors(schedule, 8, 8), 0.0);
    }

    @Test
    void multistepTakesASingleMilestone() {
        Schedule schedule = schedule(new MultistepScheduleType(), "milestones", 1, "gamma", 0.25);
        assertArrayEquals(new double[] {1, 0.25, 0.25}, factors(schedule, 3, 3), 0.0);
    }

    @Test
    void cosineGoesFromOneThroughTheMiddleToTheMinimum() {
        Schedule schedule = schedule(new CosineScheduleType(), "minimum", 0.2);
        double quarter = 0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2;
        double threeQuarters = 0.2 + 0.8 * (1 - Math.sqrt(0.5)) / 2;
        assertArrayEquals(new double[] {1, quarter, 0.6, threeQuarters, 0.2, 0.2}, factors(schedule, 6, 4), 1e-15);
        assertEquals(0.2, schedule.factor(4, 4), 0.0);
    }

    @Test
    void cosineEndsAtZeroUnlessTold() {
        Schedule schedule = schedule(new CosineScheduleType());
        assertEquals(1.0, schedule.factor(0, 10), 0.0);
        assertEquals(0.5, schedule.factor(5, 10), 1e-15);
        assertEquals(0.0, schedule.factor(10, 10), 0.0);
        assertEquals(0.0, schedule.factor(0, 0), 0.0);
    }

    @Test
    void cosineOfALongRunFallsAllTheWay() {
        Schedule schedule = schedule(new CosineScheduleType());
        long total = 3_000_000_000L;
        double before = 1;
        for (long position = 0; position <= total; position += total / 1000) {
            double factor = schedule.factor(position, total);
            assertTrue(factor <= before && factor >= 0, "position " + position + ": " + factor + " after " + before);
            before = factor;
        }
        assertEquals(0.0, before, 0.0);
    }

    @Test
    void rejectsWhatIsOutOfRange() {
        assertRejected("size must be at least 1, but size=0.", new StepScheduleType(), "size", 0);
        assertRejected("gamma must be above 0, but gamma=0.0.", new StepScheduleType(), "size", 1, "gamma", 0.0);
        assertRejected("gamma must be at most 1, but gamma=1.5.", new StepScheduleType(), "size", 1, "gamma", 1.5);
        assertRejected(
                "milestones must ascend, but milestones=[3, 3].",
                new MultistepScheduleType(),
                "milestones",
                List.of(3, 3));
        assertRejected(
                "milestones[0] must be at least 1, but milestones[0]=0.",
                new MultistepScheduleType(),
                "milestones",
                List.of(0, 3));
        assertRejected("minimum must be at most 1, but minimum=1.1.", new CosineScheduleType(), "minimum", 1.1);
        assertRejected("minimum must be at least 0, but minimum=-0.1.", new CosineScheduleType(), "minimum", -0.1);
    }

    private static void assertRejected(String message, ScheduleType type, Object... options) {
        ConfigException thrown = assertThrows(ConfigException.class, () -> schedule(type, options));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }

    @ParameterizedTest
    @MethodSource("all")
    void leavesTheCommonKeysToTheRun(ScheduleType type) {
        assertTrue(type.schema().option("unit").isEmpty());
        assertTrue(type.schema().option("warm-up").isEmpty());
        assertTrue(type.summary().endsWith("."));
    }

    @Test
    void exponentialMultipliesEachTime() {
        Schedule schedule = schedule(new ExponentialScheduleType(), "gamma", 0.5);
        assertArrayEquals(new double[] {1, 0.5, 0.25, 0.125}, factors(schedule, 4, 4), 0.0);
    }

    @Test
    void polynomialOfPowerOneIsALineToTheMinimum() {
        Schedule schedule = schedule(new PolynomialScheduleType(), "minimum", 0.2);
        assertArrayEquals(new double[] {1, 0.8, 0.6, 0.4, 0.2, 0.2}, factors(schedule, 6, 4), 1e-15);
        assertEquals(0.0625, schedule(new PolynomialScheduleType(), "power", 2).factor(3, 4), 1e-15);
    }

    @Test
    void cosineStartsAgainAfterEachPeriod() {
        Schedule schedule = schedule(new CosineScheduleType(), "period", 2, "multiplier", 2, "minimum", 0.1);
        double quarter = 0.1 + 0.9 * (1 + Math.cos(Math.PI / 4)) / 2;
        double late = 0.1 + 0.9 * (1 + Math.cos(3 * Math.PI / 4)) / 2;
        assertArrayEquals(
                new double[] {1, 0.55, 1, quarter, 0.55, late, 1},
                factors(schedule, 7, 100),
                1e-15,
                "periods of 2, then 4, then 8");
    }

    @Test
    void aMultiplierNeedsAPeriod() {
        ConfigException e =
                assertThrows(ConfigException.class, () -> schedule(new CosineScheduleType(), "multiplier", 2));
        assertTrue(e.getMessage().contains("multiplier needs a period, but multiplier=2.0"), e.getMessage());
    }

    @Test
    void oneCycleRisesToItsPeakAndEndsFarBelowItsBeginning() {
        Schedule linear = schedule(
                new OneCycleScheduleType(), "divisor", 10, "final-divisor", 100, "annealing", "linear", "peak", 0.5);
        assertEquals(0.1, linear.factor(0, 10), 1e-15);
        assertEquals(0.1 + 0.9 / 4, linear.factor(1, 10), 1e-15);
        assertEquals(1, linear.factor(4, 10), 1e-15);
        assertEquals(1 + (0.001 - 1) * 3 / 5, linear.factor(7, 10), 1e-15);
        assertEquals(0.001, linear.factor(9, 10), 1e-15);
        Schedule cosine = schedule(new OneCycleScheduleType(), "peak", 0.5);
        assertEquals((1 + 0.04) / 2, cosine.factor(2, 10), 1e-15);
        assertEquals(0.04 / 10000, cosine.factor(9, 10), 1e-15);
    }

    @Test
    void plateauDropsAfterItsPatience() {
        PlateauSchedule schedule = (PlateauSchedule)
                schedule(new PlateauScheduleType(), "patience", 1, "gamma", 0.5, "minimum", 0.2, "cooldown", 1);
        assertEquals(1, schedule.factor(List.of()), 0.0);
        assertEquals(1, schedule.factor(List.of(2.0, 2.0)), 0.0, "one bad epoch is borne");
        assertEquals(0.5, schedule.factor(List.of(2.0, 2.0, 2.0)), 0.0, "two are not");
        assertEquals(0.5, schedule.factor(List.of(2.0, 2.0, 2.0, 2.0, 2.0)), 0.0, "the first of them cools down");
        assertEquals(0.25, schedule.factor(List.of(2.0, 2.0, 2.0, 2.0, 2.0, 2.0)), 0.0);
        assertEquals(0.2, schedule.factor(java.util.Collections.nCopies(50, 2.0)), 0.0, "not below the minimum");
        assertEquals(1, schedule.factor(List.of(2.0, 2.1, 1.9, 2.0, 1.8)), 0.0, "an improvement starts anew");
    }

    @Test
    void plateauCountsOnlyImprovementsAboveTheThreshold() {
        PlateauSchedule loss = (PlateauSchedule) schedule(new PlateauScheduleType(), "patience", 0, "threshold", 0.1);
        assertEquals(1, loss.factor(List.of(2.0, 1.7)), 0.0);
        assertEquals(0.1, loss.factor(List.of(2.0, 1.9)), 0.0);
        assertEquals(0.1, loss.factor(List.of(2.0, Double.NaN)), 0.0);
        PlateauSchedule accuracy = (PlateauSchedule)
                schedule(new PlateauScheduleType(), "patience", 0, "threshold", 0.0, "metric", "eval-accuracy");
        assertEquals(1, accuracy.factor(List.of(0.5, 0.6)), 0.0);
        assertEquals(0.1, accuracy.factor(List.of(0.5, 0.4)), 0.0);
    }
}
