package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartPlanTest {
    private final StartPlan plan = new StartPlan(List.of(
            new StartPlan.Entry("repo/a b.jar", 1, List.of()),
            new StartPlan.Entry("repo/shell.jar", 4, List.of("shell", "serve"))));

    @Test
    void readsWhatItWrote() {
        assertEquals(Optional.of(plan), StartPlan.fromLines(plan.toLines()));
        assertEquals(4, plan.lastLevel());
    }

    @Test
    void refusesWhatItDidNotWrite() {
        assertEquals(Optional.empty(), StartPlan.fromLines(List.of()));
        assertEquals(Optional.empty(), StartPlan.fromLines(List.of("something else")));
        assertEquals(
                Optional.empty(), StartPlan.fromLines(List.of(plan.toLines().get(0), "x\t-\trepo/a.jar")));
        assertEquals(
                Optional.empty(), StartPlan.fromLines(List.of(plan.toLines().get(0), "1\t-")));
    }

    @Test
    void aBundleOfSomeCommandsIsNotNeededForOthers() {
        StartPlan.Entry shell = plan.bundles().get(1);
        assertTrue(shell.neededFor("shell"));
        assertFalse(shell.neededFor("run"));
        assertTrue(plan.bundles().get(0).neededFor("run"));
    }

    @Test
    void aBundleIsNotNeededForCommandsThatSaySo() {
        StartPlan.Entry layers = new StartPlan.Entry("repo/layers.jar", 4, List.of("!list backends", "!help"));
        assertFalse(layers.neededFor("list backends"));
        assertFalse(layers.neededFor("help run"));
        assertTrue(layers.neededFor("list"));
        assertTrue(layers.neededFor("list layers"));
        assertTrue(layers.neededFor("run list"));
        StartPlan both = new StartPlan(List.of(layers, plan.bundles().get(1)));
        assertEquals("-list-backends", both.kind("list backends"));
        assertEquals("shell", both.kind("shell"));
        assertEquals("", both.kind("run a.yaml"));
    }

    @Test
    void theCommandIsTheFirstWordsThatAreNoOptions() {
        assertEquals(
                new Arguments("list", "list backends", true),
                Arguments.of(List.of("--json", "list", "backends", "--verbose")));
        assertEquals(new Arguments("", "", false), Arguments.of(List.of("--help")));
    }
}
