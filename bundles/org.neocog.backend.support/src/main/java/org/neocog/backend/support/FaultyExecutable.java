package org.neocog.backend.support;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Program;

/** Runs steps on the right executable, or with the fault; of two executables that which ran last holds the variables. */
final class FaultyExecutable implements Executable {
    private static final CallRules RULES = new CallRules("fault");

    private final FaultyBackend backend;
    private final Executable right;
    private final @Nullable Executable wrong;
    private final Set<String> training = new HashSet<>();
    /** Graphs that the fault can happen in. */
    private final Set<String> affected = new HashSet<>();

    private Executable current;
    private volatile boolean closed;

    /** @param wrong the program with the op that is corrupted, or null for other faults */
    FaultyExecutable(FaultyBackend backend, Executable right, @Nullable Executable wrong, Program program) {
        this.backend = backend;
        this.right = right;
        this.wrong = wrong;
        this.current = right;
        for (Graph graph : program.graphs()) {
            if (!graph.updates().isEmpty()) {
                training.add(graph.name());
            }
            String op = backend.fault().op();
            if (op.isEmpty()
                    || graph.nodes().stream().anyMatch(node -> node.op().name().equals(op))) {
                affected.add(graph.name());
            }
        }
    }

    @Override
    public void restore(Snapshot state) {
        requireOpen("restore");
        backend.requirePresent("restore");
        current.restore(state);
    }

    @Override
    public Step run(String graph, Feed feed) {
        requireOpen("run");
        backend.requirePresent("run");
        long step = backend.step(training.contains(graph));
        boolean faulty = backend.fault().isIn(step) && affected.contains(graph);
        if (faulty) {
            backend.happen("graph \"" + graph + "\"", () -> closed);
        }
        if (wrong != null) {
            use(faulty ? wrong : right);
        }
        return current.run(graph, feed);
    }

    private void use(Executable next) {
        if (next != current) {
            try (Snapshot state = current.snapshot()) {
                next.restore(state);
            }
            current = next;
        }
    }

    @Override
    public Snapshot snapshot() {
        requireOpen("snapshot");
        backend.requirePresent("snapshot");
        return current.snapshot();
    }

    @Override
    public MemoryReport memory() {
        requireOpen("memory");
        return current.memory();
    }

    private void requireOpen(String call) {
        RULES.requireOpen(!closed, call);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            right.close();
            if (wrong != null) {
                wrong.close();
            }
        }
    }
}
