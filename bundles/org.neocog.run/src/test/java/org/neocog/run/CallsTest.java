package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallsTest {
    private static final double TIMEOUT = 0.4;

    private static Calls calls() {
        return new Calls(TIMEOUT, null); // whoever is called is but passed on
    }

    /** Looks as often as one should; whether the call was abandoned within so many milliseconds. */
    private static boolean isAbandoned(Calls calls, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            if (calls.abandonIfOver()) {
                return true;
            }
            Thread.sleep(calls.pollMillis() / 2);
        }
        return false;
    }

    @Test
    void aCallThatTakesTooLongIsAbandoned() throws InterruptedException {
        Calls calls = calls();
        calls.begin("hang", false);
        assertTrue(isAbandoned(calls, 10_000));
        assertThrows(AbandonedCall.class, calls::end);
    }

    @Test
    void timeInWhichTheProcessWasStoppedDoesNotCount() throws InterruptedException {
        Calls calls = calls();
        calls.begin("step", false);
        assertFalse(calls.abandonIfOver());
        Thread.sleep(1000); // nobody looks, as if all threads were stopped
        assertFalse(calls.abandonIfOver());
        assertTrue(isAbandoned(calls, 10_000), "what it takes afterwards counts");
    }

    @Test
    void aCallThatCameBackIsNotAbandonedNorIsTheNextOne() throws InterruptedException {
        Calls calls = calls();
        for (int i = 0; i < 4; i++) {
            calls.begin("step", false);
            assertFalse(isAbandoned(calls, 150));
            calls.end();
        }
    }
}
