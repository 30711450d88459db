package org.neocog.backend.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * Finds the fastest of several ways to compute something by running them in turn, until that has taken 0.1 s in all or each was run 20 times, but at least 3
 * times. The least time of each counts. The usual way is left only for one that is clearly faster: that takes less than 0.95 of its time.
 *
 * @param <W> names a way
 */
public final class Trials<W> {
    private static final double CLEARLY_FASTER = 0.95;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 20;
    private static final long ENOUGH_NANOS = 100_000_000;

    private final Map<W, Long> least = new LinkedHashMap<>();
    private long all;

    private Trials(Map<W, ? extends LongSupplier> ways) {
        for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || all < ENOUGH_NANOS); round++) {
            ways.forEach((way, run) -> {
                long nanos = run.getAsLong();
                least.merge(way, nanos, Math::min);
                all += nanos;
            });
        }
    }

    /**
     * Which way to take.
     *
     * @param usual the way where none is clearly faster; need not be among {@code ways}, and is then slower than any of them
     * @param ways each runs once and says how many nanoseconds it took
     * @param found is told what each way took
     */
    public static <W> W fastest(W usual, Map<W, ? extends LongSupplier> ways, ObjLongConsumer<W> found) {
        Map<W, Long> times = new Trials<W>(ways).least;
        times.forEach(found::accept);
        W best = usual;
        double bound = times.containsKey(usual) ? CLEARLY_FASTER * times.get(usual) : Double.POSITIVE_INFINITY;
        for (Map.Entry<W, Long> time : times.entrySet()) {
            if (!time.getKey().equals(usual) && time.getValue() < bound) {
                best = time.getKey();
                bound = time.getValue();
            }
        }
        return best;
    }
}
