package org.neocog.run;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.tensor.Tensor;

/**
 * What a training computes with: always the backend that is engaged now. Each call is watched by {@link Calls}; what a backend throws becomes a
 * {@link ProviderFailure}. Between two backends it holds the state itself. Threading: one thread.
 */
final class LiveExecutable implements Executable {
    private final Calls calls;
    private final BufferAllocator allocator;
    private final Set<String> graphsRun = new HashSet<>();
    private final WatchedStep watched = new WatchedStep();
    private volatile @Nullable Engagement engaged;
    private @Nullable Snapshot parked;
    /** The last one that was engaged. Other threads ask. */
    private volatile Provider provider;

    /**
     * Engages the first backend.
     *
     * @param allocator where the state is held between two backends
     * @throws ProviderFailure if it does not compile the program
     */
    static LiveExecutable of(
            Provider provider, Resolution resolution, Backends backends, Calls calls, BufferAllocator allocator) {
        calls.begin("compile", false);
        try {
            Engagement first = Engagement.of(provider, resolution.program(), resolution.settings(), backends);
            return new LiveExecutable(first, calls, allocator);
        } catch (MissingServiceException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ProviderFailure(provider, QuarantineReport.threw(provider, "when it compiled", e), e);
        } finally {
            calls.end();
        }
    }

    private LiveExecutable(Engagement first, Calls calls, BufferAllocator allocator) {
        this.engaged = first;
        this.provider = first.provider();
        this.calls = calls;
        this.allocator = allocator;
        first.heldBy(Thread.currentThread());
    }

    /** @throws IllegalStateException between two backends */
    Engagement engaged() {
        Engagement now = engaged;
        if (now == null) {
            throw new IllegalStateException("run: no backend is engaged. Choose one first.");
        }
        return now;
    }

    boolean isEngaged() {
        return engaged != null;
    }

    /** Symbolic names of the bundles that it holds. Any thread may ask. */
    List<String> bundles() {
        Engagement now = engaged;
        return now == null ? List.of() : now.bundles();
    }

    /** The backend that is engaged, or was until now. */
    Provider provider() {
        return provider;
    }

    /**
     * Sets the variables of another backend, and reads them back.
     *
     * @throws ProviderFailure of that backend
     */
    Snapshot tryOn(Engagement other, Snapshot state) {
        calls.to(other.provider());
        Snapshot back = watch("restore", false, () -> {
            other.executable().restore(state);
            return other.executable().snapshot();
        });
        calls.to(provider);
        return back;
    }

    /** Seconds of the longest call so far. */
    double longestCall() {
        return calls.longestSeconds();
    }

    /** Takes another backend, whose state is set. @return the one before, which the caller closes; null between two backends */
    @Nullable
    Engagement replace(Engagement next) {
        Engagement before = engaged;
        next.heldBy(Thread.currentThread());
        engaged = next;
        provider = next.provider();
        calls.to(provider);
        calls.forget();
        graphsRun.clear();
        if (parked != null) {
            parked.close();
            parked = null;
        }
        return before;
    }

    /** Lets the backend go, and holds the state. @return the backend, which the caller closes */
    Engagement detach() {
        Engagement before = engaged();
        parked = copy(snapshot());
        engaged = null;
        return before;
    }

    /** A copy in memory of the run, of which the original is closed. */
    private Snapshot copy(Snapshot original) {
        try (original) {
            return StateCopies.copy(original, allocator);
        }
    }

    @Override
    public void restore(Snapshot state) {
        watch("restore", false, () -> {
            engaged().executable().restore(state);
            return state;
        });
    }

    @Override
    public Step run(String graph, Feed feed) {
        Engagement now = engaged();
        boolean known = graphsRun.contains(graph);
        calls.begin(graph, known);
        try {
            watched.step = now.executable().run(graph, feed);
        } catch (RuntimeException | LinkageError e) {
            throw failure(graph, e);
        } finally {
            calls.end();
        }
        if (!known) {
            graphsRun.add(graph);
        }
        return watched;
    }

    private ProviderFailure failure(String call, Throwable thrown) {
        Provider failed = calls.called();
        calls.to(provider);
        return new ProviderFailure(failed, QuarantineReport.threw(failed, "in " + call, thrown), thrown);
    }

    private <T> T watch(String call, boolean known, Supplier<T> body) {
        calls.begin(call, known);
        try {
            return body.get();
        } catch (RuntimeException | LinkageError e) {
            throw failure(call, e);
        } finally {
            calls.end();
        }
    }

    @Override
    public Snapshot snapshot() {
        Snapshot held = parked;
        return held != null
                ? StateCopies.copy(held, allocator)
                : watch("snapshot", false, () -> engaged().executable().snapshot());
    }

    @Override
    public MemoryReport memory() {
        return watch("memory", false, () -> engaged().executable().memory());
    }

    /** The outputs of the last step. One object for all steps. */
    private final class WatchedStep implements Step {
        private @Nullable Step step;

        @Override
        public Tensor output(String name) {
            Step last = step;
            if (last == null) {
                throw new IllegalStateException("run: no step was run. Run one first.");
            }
            calls.begin(name, false);
            try {
                return last.output(name);
            } catch (RuntimeException | LinkageError e) {
                throw failure(name, e);
            } finally {
                calls.end();
            }
        }
    }

    @Override
    public void close() {
        Snapshot held = parked;
        parked = null;
        if (held != null) {
            held.close();
        }
        Engagement last = engaged;
        engaged = null;
        if (last != null) {
            last.close();
        }
    }
}
