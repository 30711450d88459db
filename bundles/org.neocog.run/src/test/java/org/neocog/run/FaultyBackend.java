package org.neocog.run;

import java.util.function.UnaryOperator;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.Program;

/**
 * The reference backend with a fault.
 *
 * @param rewrite changes programs before they are compiled
 * @param beforeStep called before each step
 */
record FaultyBackend(UnaryOperator<Program> rewrite, StepHook beforeStep) implements Backend {
    private static final ReferenceBackend REFERENCE = new ReferenceBackend();

    /** Called before a graph is run; may throw or take its time. */
    @FunctionalInterface
    interface StepHook {
        void before(String graph, long stepsOfExecutable);
    }

    static FaultyBackend sound() {
        return new FaultyBackend(program -> program, (graph, steps) -> {});
    }

    static FaultyBackend of(UnaryOperator<Program> rewrite) {
        return new FaultyBackend(rewrite, (graph, steps) -> {});
    }

    static FaultyBackend of(StepHook hook) {
        return new FaultyBackend(program -> program, hook);
    }

    @Override
    public DeviceInfo device() {
        return REFERENCE.device();
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        return new Hooked(REFERENCE.compile(rewrite.apply(program), options), beforeStep);
    }

    private static final class Hooked implements Executable {
        private final Executable inner;
        private final StepHook hook;
        private long steps;

        Hooked(Executable inner, StepHook hook) {
            this.inner = inner;
            this.hook = hook;
        }

        @Override
        public void restore(Snapshot state) {
            inner.restore(state);
        }

        @Override
        public Step run(String graph, Feed feed) {
            hook.before(graph, steps++);
            return inner.run(graph, feed);
        }

        @Override
        public Snapshot snapshot() {
            return inner.snapshot();
        }

        @Override
        public MemoryReport memory() {
            return inner.memory();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
