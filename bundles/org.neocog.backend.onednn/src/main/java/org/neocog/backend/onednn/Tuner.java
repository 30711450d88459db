package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.support.TuningCache;
import org.neocog.tensor.ElementType;

/**
 * Knows which of several ways to compute an op is fastest on this machine, and tries them if it may and does not. Ways are timed in turn, each on memory of
 * its own; the usual one is left only for one that is clearly faster.
 */
final class Tuner {
    private static final System.Logger LOG = System.getLogger(Tuner.class.getName());

    /** What another way may take of the time of the usual one. */
    private static final double CLEARLY_FASTER = 0.95;

    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 20;
    private static final long ENOUGH_NANOS = 100_000_000;
    private static final long PATIENCE_NANOS = 8_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000;

    /** Half, in float32 as in each half of it in bfloat16. */
    private static final long NUMBER = 0x3f003f00L;

    private final TuningCache cache;
    private final Natives natives;
    private final BufferAllocator allocator;
    private final boolean tries;
    private final String how;

    Tuner(TuningCache cache, Natives natives, CompileOptions options) {
        this.cache = cache;
        this.natives = natives;
        allocator = options.allocator();
        tries = options.tune();
        ElementType activations = options.activations();
        how = ", " + activations + ", threads=" + options.threads();
    }

    /** Whether {@link #choose} could say another way than the usual one. */
    boolean mayKnow(String what) {
        return tries || cache.choice(what + how) != null;
    }

    /**
     * Which way to take.
     *
     * @param what names the op, its shapes, and all else that the time depends on
     * @param usual the way where nothing is known, one of {@code ways}
     * @param ways what each way would run: commands on buffers that nothing else uses
     */
    String choose(String what, String usual, Map<String, Supplier<List<Command>>> ways) {
        String key = what + how;
        String known = cache.choice(key);
        if (known != null && ways.containsKey(known)) {
            return known;
        }
        if (!tries || ways.size() < 2) {
            return usual;
        }
        return cache.keep(key, fastest(key, usual, ways));
    }

    private String fastest(String key, String usual, Map<String, Supplier<List<Command>>> ways) {
        int mark = natives.mark();
        Map<String, Trial> trials = new LinkedHashMap<>();
        try {
            ways.forEach((way, commands) -> trials.put(way, new Trial(commands.get())));
            natives.enter();
            for (int round = 0; round < MOST_ROUNDS && goesOn(trials, round); round++) {
                trials.values().forEach(Trial::run);
            }
        } finally {
            trials.values().forEach(Trial::close);
            natives.release(mark);
        }
        String best = usual;
        for (Map.Entry<String, Trial> entry : trials.entrySet()) {
            long nanos = entry.getValue().least;
            LOG.log(System.Logger.Level.DEBUG, "onednn: {0}: {1} takes {2} us", key, entry.getKey(), nanos / 1000);
            double bound = best.equals(usual) ? CLEARLY_FASTER : 1;
            if (nanos < bound * trial(trials, best).least) {
                best = entry.getKey();
            }
        }
        return best;
    }

    private static boolean goesOn(Map<String, Trial> trials, int round) {
        return round < LEAST_ROUNDS
                || trials.values().stream().mapToLong(trial -> trial.all).sum() < ENOUGH_NANOS;
    }

    private static Trial trial(Map<String, Trial> trials, String way) {
        Trial trial = trials.get(way);
        if (trial == null) {
            throw new IllegalStateException(
                    "onednn: the usual way must be one of " + trials.keySet() + ", but is " + way + ".");
        }
        return trial;
    }

    /** One way: its commands, and what they take. */
    private final class Trial implements AutoCloseable {
        private final List<Command> commands;
        private @Nullable ArrowBuf memory;
        private boolean warm;
        long least = Long.MAX_VALUE;
        long all;

        Trial(List<Command> commands) {
            this.commands = commands;
            Set<Buffer> planned = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Command command : commands) {
                command.buffers().stream()
                        .map(Buffer::root)
                        .filter(Buffer::isPlanned)
                        .forEach(planned::add);
            }
            List<Buffer> buffers = new ArrayList<>(planned);
            long bytes = buffers.stream()
                    .mapToLong(buffer -> Arena.aligned(buffer.bytes))
                    .sum();
            ArrowBuf taken = allocator.buffer(Math.max(bytes, Arena.ALIGNMENT));
            memory = taken;
            long address = taken.memoryAddress();
            Raw.fill(address, bytes / Integer.BYTES, Integer.BYTES, NUMBER);
            for (Buffer buffer : buffers) {
                buffer.place(address);
                address += Arena.aligned(buffer.bytes);
            }
            commands.forEach(Command::bind);
        }

        /** The first time does not count. */
        void run() {
            if (!warm) {
                runAll();
                long end = System.nanoTime() + PATIENCE_NANOS;
                while (!commands.stream().allMatch(Command::isReady) && System.nanoTime() < end) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                warm = true;
            }
            long start = System.nanoTime();
            runAll();
            long nanos = System.nanoTime() - start;
            least = Math.min(least, nanos);
            all += nanos;
        }

        private void runAll() {
            for (int i = 0; i < commands.size(); i++) {
                commands.get(i).run();
            }
        }

        @Override
        public void close() {
            ArrowBuf taken = memory;
            memory = null;
            if (taken != null) {
                taken.close();
            }
        }
    }
}
