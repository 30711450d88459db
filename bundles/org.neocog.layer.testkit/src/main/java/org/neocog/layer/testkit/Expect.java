package org.neocog.layer.testkit;

import java.util.Objects;
import java.util.function.Supplier;

/** What checks claim, without a test framework: they run in a verification as well. */
final class Expect {
    /** What is expected to throw. */
    @FunctionalInterface
    interface Thrower {
        void run();
    }

    private Expect() {}

    static void assertTrue(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError(what.get());
        }
    }

    static void assertTrue(boolean holds, String what) {
        assertTrue(holds, () -> what);
    }

    static void assertFalse(boolean holds, Supplier<String> what) {
        assertTrue(!holds, what);
    }

    static void assertEquals(Object expected, Object actual, String what) {
        assertTrue(
                Objects.equals(expected, actual),
                () -> what + (what.isEmpty() ? "" : " ==> ") + "expected: <" + expected + "> but was: <" + actual
                        + ">");
    }

    static void assertEquals(Object expected, Object actual) {
        assertEquals(expected, actual, "");
    }

    static void assertArrayEquals(double[] expected, double[] actual, double delta, String what) {
        assertEquals(expected.length, actual.length, what + ": length");
        for (int i = 0; i < expected.length; i++) {
            boolean near = Math.abs(expected[i] - actual[i]) <= delta || Double.compare(expected[i], actual[i]) == 0;
            int at = i;
            assertTrue(
                    near,
                    () -> what + " ==> array contents differ at index [" + at + "], expected: <" + expected[at]
                            + "> but was: <" + actual[at] + ">");
        }
    }

    static <E extends RuntimeException> E assertThrows(Class<E> type, Thrower thrower) {
        try {
            thrower.run();
        } catch (RuntimeException e) {
            assertTrue(type.isInstance(e), () -> "expected: <" + type.getName() + "> but was: <" + e + ">");
            return type.cast(e);
        }
        throw new AssertionError("expected " + type.getName() + " to be thrown, but nothing was thrown");
    }
}
