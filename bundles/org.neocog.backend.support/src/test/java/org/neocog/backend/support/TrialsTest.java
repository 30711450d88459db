package org.neocog.backend.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private final Map<String, LongSupplier> ways = new LinkedHashMap<>();
    private final List<String> runs = new ArrayList<>();
    private final Map<String, Long> times = new LinkedHashMap<>();

    /** A way that takes these times, the last one ever after. */
    private TrialsTest way(String name, long... nanos) {
        int[] run = {0};
        ways.put(name, () -> {
            runs.add(name);
            return nanos[Math.min(run[0]++, nanos.length - 1)];
        });
        return this;
    }

    private String fastest() {
        return Trials.fastest("usual", ways, times::put);
    }

    @Test
    void leavesTheUsualWayForOneThatIsClearlyFaster() {
        assertEquals("other", way("usual", 1000).way("other", 949).fastest());
        assertEquals(Map.of("usual", 1000L, "other", 949L), times);
    }

    @Test
    void keepsTheUsualWayOtherwise() {
        assertEquals("usual", way("other", 951).way("usual", 1000).fastest());
    }

    @Test
    void takesTheFastestOfThoseThatAreClearlyFaster() {
        assertEquals(
                "fastest",
                way("fast", 800)
                        .way("usual", 1000)
                        .way("fastest", 790)
                        .way("slow", 900)
                        .fastest());
    }

    @Test
    void theLeastTimeOfEachCounts() {
        assertEquals("other", way("usual", 1000).way("other", 5000, 900, 3000).fastest());
        assertEquals(900, times.get("other"));
    }

    @Test
    void takesAnyWayWhereTheUsualOneIsNotThere() {
        assertEquals("slow", way("slow", 900).way("slower", 901).fastest());
        ways.clear();
        assertEquals("usual", fastest());
    }

    @Test
    void runsWaysInTurnUntilItIsEnough() {
        way("usual", 40_000_000).way("other", 40_000_000).fastest();
        assertEquals(List.of("usual", "other", "usual", "other", "usual", "other"), runs);
        runs.clear();
        way("usual", 10_000_000).way("other", 10_000_000).fastest();
        assertEquals(5 * 2, runs.size(), "rounds of 20 ms");
        runs.clear();
        way("usual", 1).way("other", 1).fastest();
        assertEquals(20 * 2, runs.size());
    }
}
