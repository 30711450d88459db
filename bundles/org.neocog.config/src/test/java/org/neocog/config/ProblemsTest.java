package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void throwsAllAtOnceInOrderOfPlace() {
        problems.add(new Location("b.yaml", 1, 1), "fourth");
        problems.add(new Location("a.yaml", 10, 1), "third");
        problems.add(new Location("a.yaml", 9, 12), "second");
        problems.add(new Location("a.yaml", 9, 2), "first");
        var refusal = assertThrows(ConfigException.class, problems::throwIfAny);
        assertEquals(
                "a.yaml:9:2: first\na.yaml:9:12: second\na.yaml:10:1: third\nb.yaml:1:1: fourth", refusal.getMessage());
        assertEquals(problems.list(), refusal.problems());
    }

    @Test
    void keepsTheSameProblemOnce() {
        problems.add(Location.NONE, "once");
        problems.add(Location.NONE, "once");
        assertEquals(1, problems.list().size());
        assertEquals(2, problems.reported(), "whoever read the second place is told, too");
    }

    @Test
    void takesOverTheProblemsOfARefusal() {
        problems.addAll(new ConfigException(Location.NONE, "taken over"));
        assertEquals("default: taken over", problems.list().get(0).toString());
    }

    @Test
    void isQuietWhenNothingIsWrong() {
        assertTrue(problems.isEmpty());
        assertDoesNotThrow(problems::throwIfAny);
    }

    @Test
    void refusesARefusalWithoutReason() {
        assertThrows(IllegalArgumentException.class, () -> new ConfigException(List.of()));
    }
}
