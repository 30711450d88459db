package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.support.Trials;
import org.neocog.backend.support.TuningCache;
import org.neocog.tensor.ElementType;

/**
 * Knows which of several ways to compute an op is fastest on this machine, and tries them if it may and does not. Ways are timed in turn, each on memory of
 * its own, as {@link Trials} says.
 */
final class Tuner {
    private static final System.Logger LOG = System.getLogger(Tuner.class.getName());

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
     * @param ways what each way would run: commands on buffers that nothing else uses; the first is the library's
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
        if (!ways.containsKey(usual)) {
            throw new IllegalStateException(
                    "onednn: the usual way must be one of " + ways.keySet() + ", but is " + usual + ".");
        }
        return cache.keep(key, fastest(key, usual, ways));
    }

    private String fastest(String key, String usual, Map<String, Supplier<List<Command>>> ways) {
        int mark = natives.mark();
        Map<String, Trial> trials = new LinkedHashMap<>();
        try {
            Trial neighbour = null;
            for (Map.Entry<String, Supplier<List<Command>>> way : ways.entrySet()) {
                Trial trial = new Trial(way.getValue().get(), neighbour);
                neighbour = neighbour == null ? trial : neighbour;
                trials.put(way.getKey(), trial);
            }
            natives.enter();
            return Trials.fastest(
                    usual,
                    trials,
                    (way, nanos) -> LOG.log(
                            System.Logger.Level.DEBUG,
                            "onednn: {0}: {1}, and the library''s way behind it, takes {2} us",
                            key,
                            way,
                            nanos / 1000));
        } finally {
            trials.values().forEach(Trial::close);
            natives.release(mark);
        }
    }

    /**
     * One way: its commands, and what they take between others of the library. Its threads sleep while ours compute, and ours while they do, so that a step which
     * changes between the two waits for threads to wake: for short ops that is longer than all else.
     */
    private final class Trial implements LongSupplier, AutoCloseable {
        private final List<Command> commands;
        private final List<Command> neighbours;
        private @Nullable ArrowBuf memory;
        private boolean warm;

        /** @param neighbour the library's way, which runs before and behind it; null if it is that itself */
        Trial(List<Command> commands, @Nullable Trial neighbour) {
            this.commands = commands;
            neighbours = neighbour == null ? commands : neighbour.commands;
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

        /** Runs it and a neighbour, the first time once more before, which does not count. */
        @Override
        public long getAsLong() {
            if (!warm) {
                runAll(commands);
                long end = System.nanoTime() + PATIENCE_NANOS;
                while (!commands.stream().allMatch(Command::isReady) && System.nanoTime() < end) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                warm = true;
            }
            runAll(neighbours);
            long start = System.nanoTime();
            runAll(commands);
            runAll(neighbours);
            return System.nanoTime() - start;
        }

        private void runAll(List<Command> all) {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).run();
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
