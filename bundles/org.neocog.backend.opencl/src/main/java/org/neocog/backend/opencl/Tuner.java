package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.SignalHandlers;
import org.jocl.cl_command_queue;
import org.jocl.cl_mem;
import org.neocog.backend.BackendException;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.support.Trials;
import org.neocog.backend.support.TuningCache;
import org.neocog.tensor.ElementType;

/**
 * Knows by which tile a product is fastest on a device, and tries them if it may and does not. Tiles are timed in turn on memory of their own, by the device's
 * clock where its driver tells; as {@link Trials} says; one that the device refuses is left out.
 */
final class Tuner {
    private static final System.Logger LOG = System.getLogger(Tuner.class.getName());

    private static final float NUMBER = 0.5f;

    private final Session session;
    private final Tiles tiles;
    private final Operands operands;
    private final TuningCache cache;
    private final boolean tries;

    /**
     * @param operands what those of products in float32 are rounded to
     * @param tries whether to try what is not known
     */
    Tuner(Session session, Tiles tiles, Operands operands, TuningCache cache, boolean tries) {
        this.session = session;
        this.tiles = tiles;
        this.operands = operands;
        this.cache = cache;
        this.tries = tries;
    }

    /** How a product is computed by a tile. */
    @FunctionalInterface
    interface Way {
        /** @param buffers that it reads and writes */
        List<Launch> by(Tile tile, Stream stream, List<Buffer> buffers);
    }

    Tiles tiles() {
        return tiles;
    }

    /** What operands of products of this element type are rounded to. */
    Operands operands(ElementType element) {
        return element == ElementType.FLOAT32 ? operands : Operands.AS_THEY_ARE;
    }

    /**
     * Which tile to take.
     *
     * @param what names all that the time depends on
     * @param ways to choose from, the usual one first
     * @param bytes of the buffers of {@code way}
     */
    Tile choose(String what, List<Tile> ways, List<Long> bytes, Way way) {
        Tile usual = ways.get(0);
        String known = cache.choice(what);
        if (known != null) {
            return named(known, ways);
        }
        if (!tries || ways.size() < 2) {
            return usual;
        }
        return named(cache.keep(what, fastest(what, ways, bytes, way).name()), ways);
    }

    private static Tile named(String name, List<Tile> ways) {
        return ways.stream()
                .filter(tile -> tile.name().equals(name))
                .findFirst()
                .orElse(ways.get(0));
    }

    private Tile fastest(String what, List<Tile> ways, List<Long> bytes, Way way) {
        Tile usual = ways.get(0);
        try (Clock clock = new Clock(session)) {
            List<Buffer> buffers = bytes.stream().map(clock::buffer).toList();
            Map<Tile, Trial> trials = new LinkedHashMap<>();
            for (Tile tile : ways) {
                try {
                    trials.put(tile, new Trial(clock, way.by(tile, clock.stream, buffers)));
                } catch (CLException | BackendException e) {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            "opencl: " + what + ": " + tile.name() + " is not for this device",
                            e);
                }
            }
            return Trials.fastest(
                    usual,
                    trials,
                    (tile, nanos) -> LOG.log(
                            System.Logger.Level.DEBUG,
                            "opencl: {0}: {1} takes {2} us",
                            what,
                            tile.name(),
                            nanos / 1000));
        } catch (CLException | InsufficientMemoryException e) {
            LOG.log(System.Logger.Level.DEBUG, "opencl: " + what + " cannot be tried", e);
            return usual;
        }
    }

    /** A queue that measures, and memory for what it runs. */
    private static final class Clock implements AutoCloseable {
        final Stream stream;
        final cl_command_queue queue;

        @SuppressWarnings("deprecation") // The newer function needs OpenCL 2.0.
        Clock(Session session) {
            stream = new Stream(session);
            try {
                queue = CL.clCreateCommandQueue(
                        session.context(), session.handle().id(), CL.CL_QUEUE_PROFILING_ENABLE, null);
            } catch (CLException e) {
                stream.close();
                throw e;
            }
        }

        cl_mem memory(long bytes) {
            cl_mem memory = stream.allocate(bytes, "what is tried");
            CL.clEnqueueFillBuffer(
                    queue,
                    memory,
                    Pointer.to(new float[] {NUMBER}),
                    Float.BYTES,
                    0,
                    bytes / Float.BYTES * Float.BYTES,
                    0,
                    null,
                    null);
            return memory;
        }

        Buffer buffer(long bytes) {
            return Buffer.fixed(memory(bytes), bytes);
        }

        @Override
        public void close() {
            try {
                CL.clFinish(queue);
            } finally {
                CL.clReleaseCommandQueue(queue);
                stream.close();
            }
        }
    }

    /** A tile's kernels, and what they take. */
    private static final class Trial implements LongSupplier {
        private final List<Launch> launches;
        private final cl_command_queue queue;

        /** Runs it once, which does not count: a driver may compile kernels when they are first run. */
        Trial(Clock clock, List<Launch> launches) {
            this.launches = new ArrayList<>(launches);
            queue = clock.queue;
            for (Launch launch : launches) {
                for (Buffer buffer : launch.buffers()) {
                    if (buffer.isPlanned() && !buffer.isPlaced()) {
                        buffer.place(clock.memory(buffer.bytes), 0);
                    }
                }
                launch.bind();
                launch.time(queue);
            }
            SignalHandlers.handBack();
        }

        @Override
        public long getAsLong() {
            long nanos = 0;
            for (Launch launch : launches) {
                nanos += launch.time(queue);
            }
            return nanos;
        }
    }
}
