package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * A backend with a fault that can be chosen: for drills, and for tests of what survives it. Everything else is the other backend's. Provided by the
 * framework.
 *
 * <p>Steps are counted over all executables of this backend, so that one that takes over after the fault does not have it again: a training step is a
 * run of a graph that updates variables; runs of others, such as evaluation, belong to the step before. A corrupted op is that op times a number; the
 * other ops, and all steps that are not meant, have the bits of the other backend.
 *
 * <p>Threading: as {@link Backend}.
 */
public final class FaultyBackend implements Backend {
    private final Backend backend;
    private final Fault fault;
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean lost;

    public FaultyBackend(Backend backend, Fault fault) {
        this.backend = backend;
        this.fault = fault;
    }

    @Override
    public DeviceInfo device() {
        return backend.device();
    }

    @Override
    public boolean supports(Node node) {
        return backend.supports(node);
    }

    @Override
    public Set<ElementType> activations() {
        return backend.activations();
    }

    /** Training steps begun so far. */
    public long steps() {
        return steps.get();
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        requirePresent("compile");
        Executable right = backend.compile(program, options);
        if (fault.kind() != Fault.Kind.CORRUPT) {
            return new FaultyExecutable(this, right, null, program);
        }
        Executable wrong;
        try {
            wrong = backend.compile(corrupted(program), options);
        } catch (RuntimeException e) {
            right.close();
            throw e;
        }
        return new FaultyExecutable(this, right, wrong, program);
    }

    Fault fault() {
        return fault;
    }

    /** The step that a run of the graph belongs to. */
    long step(boolean training) {
        return training ? steps.incrementAndGet() : steps.get();
    }

    void requirePresent(String call) {
        if (lost) {
            throw new BackendException("fault: the device must be present, but it was lost before " + call
                    + ". This was asked for by a drill; use another backend.");
        }
    }

    /** Lets the fault happen. @param closed whether the executable has been closed meanwhile */
    void happen(String call, BooleanSupplier closed) {
        switch (fault.kind()) {
            case THROW ->
                throw new IllegalStateException(
                        "fault: " + call + " failed at training step " + steps.get() + ", as asked for by a drill.");
            case OUT_OF_MEMORY ->
                throw new InsufficientMemoryException("fault: the memory of the device must suffice, but "
                        + call + " at training step " + steps.get()
                        + " found none, as asked for by a drill. Use a smaller batch, or another backend.");
            case DEVICE_LOST -> {
                lost = true;
                requirePresent(call);
            }
            case HANG -> hang(call, closed);
            case CRASH -> Runtime.getRuntime().halt(134);
            case NONE, CORRUPT -> {
                return;
            }
        }
    }

    private void hang(String call, BooleanSupplier closed) {
        while (!closed.getAsBoolean()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackendException("fault: " + call + " was interrupted at training step " + steps.get()
                        + ", where it hung as asked for by a drill.");
            }
        }
        throw new IllegalStateException("fault: " + call + " hung until the executable was closed.");
    }

    // ---- the corrupted program

    private Program corrupted(Program program) {
        List<Graph> graphs = new ArrayList<>();
        for (Graph graph : program.graphs()) {
            graphs.add(corrupted(graph));
        }
        return new Program(program.variables(), graphs);
    }

    private Graph corrupted(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph.name());
        Map<Value, Value> copies = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            builder.inScope(node.scope(), () -> {
                List<Value> results = copy(builder, node, copies);
                for (int i = 0; i < results.size(); i++) {
                    Value result = results.get(i);
                    boolean meant = i == 0
                            && node.op().name().equals(fault.op())
                            && result.element().isFloating();
                    copies.put(node.output(i), meant ? builder.scale(result, fault.factor()) : result);
                }
            });
        }
        graph.outputs().forEach((name, value) -> builder.output(name, of(copies, value)));
        graph.updates().forEach((variable, value) -> builder.update(variable, of(copies, value)));
        return builder.build();
    }

    private static List<Value> copy(GraphBuilder builder, Node node, Map<Value, Value> copies) {
        if (node.op() instanceof SourceOp.Input input) {
            return List.of(builder.input(input.input(), input.type()));
        }
        if (node.op() instanceof SourceOp.Read read) {
            return List.of(builder.read(read.variable()));
        }
        List<Value> operands =
                node.inputs().stream().map(value -> of(copies, value)).toList();
        return builder.add(node.op(), operands).outputs();
    }

    private static Value of(Map<Value, Value> copies, Value value) {
        Value copy = copies.get(value);
        if (copy == null) {
            throw new IllegalStateException("fault: operands come before their users, but " + value + " does not.");
        }
        return copy;
    }
}
