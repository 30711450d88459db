package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
    private static final long MUCH = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void doesEachTaskOnce(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int count = 0; count < 300; count++) {
                AtomicIntegerArray done = new AtomicIntegerArray(count);
                workers.forEach(count, MUCH, (index, worker) -> done.incrementAndGet(index));
                for (int i = 0; i < count; i++) {
                    assertEquals(1, done.get(i));
                }
            }
        }
    }

    @Test
    void seesWhatTheCallerWroteAndTheCallerWhatTasksWrote() {
        long[] cells = new long[64];
        try (Workers workers = new Workers(3)) {
            for (int round = 0; round < 20_000; round++) {
                workers.forEach(cells.length, MUCH, (index, worker) -> cells[index]++);
                cells[round % 64]--;
            }
        }
        long sum = 0;
        for (long cell : cells) {
            sum += cell;
        }
        assertEquals(64L * 20_000 - 20_000, sum);
    }

    @Test
    void numbersItsThreadsForScratch() {
        int[] most = new int[1];
        try (Workers workers = new Workers(3)) {
            assertEquals(3, workers.threads());
            workers.forEach(1000, MUCH, (index, worker) -> {
                synchronized (most) {
                    most[0] = Math.max(most[0], worker);
                }
            });
        }
        assertTrue(most[0] >= 0 && most[0] < 3, "worker " + most[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void throwsWhatATaskThrewAndWorksOn(int threads) {
        IllegalArgumentException thrown = new IllegalArgumentException("task 37");
        try (Workers workers = new Workers(threads)) {
            Workers.Task failing = (index, worker) -> {
                if (index == 37) {
                    throw thrown;
                }
            };
            assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> workers.forEach(100, MUCH, failing)));
            AtomicIntegerArray done = new AtomicIntegerArray(1);
            workers.forEach(100, MUCH, (index, worker) -> done.incrementAndGet(0));
            assertEquals(100, done.get(0));
        }
    }

    @Test
    void endsItsThreadsWhenClosed() {
        String name = "neocog-reference-";
        Workers workers = new Workers(3);
        workers.forEach(10, MUCH, (index, worker) -> {});
        assertEquals(
                2,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith(name))
                        .count());
        workers.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(name)));
    }
}
