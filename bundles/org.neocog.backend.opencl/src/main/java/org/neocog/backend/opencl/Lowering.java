package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.support.Fusions;
import org.neocog.backend.support.Uses;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * Turns one graph into commands. Nodes are lowered in their order, but elementwise ones only when their values are asked for, so that they
 * join what asks; and nodes that another node computes along with its own are left to that one. All values lie row-major.
 */
final class Lowering {
    private final Stream stream;
    private final Graph graph;
    private final ProgramMemory memory;
    private final Tuner tuner;
    private final long fuseFrom;
    private final Uses uses;
    private final Fusions fusions;
    private final List<Command> commands = new ArrayList<>();
    private final List<Command> preparations = new ArrayList<>();
    private final Map<Value, Buffer> buffers = new HashMap<>();
    private final Map<Value, Buffer> places = new HashMap<>();
    private final Set<Node> lowered = new HashSet<>();
    private @Nullable Node current;
    /** What was thrown already with the name of the node that it is about. */
    private @Nullable BackendException failure;

    /**
     * @param tuner knows which of several ways is fastest
     * @param fuseFrom elements from which elementwise ops get a kernel of their own together
     */
    Lowering(Stream stream, Graph graph, ProgramMemory memory, Tuner tuner, long fuseFrom) {
        this.stream = stream;
        this.graph = graph;
        this.memory = memory;
        this.tuner = tuner;
        this.fuseFrom = fuseFrom;
        uses = new Uses(graph);
        fusions = new Fusions(graph, uses, false);
    }

    Stream stream() {
        return stream;
    }

    Graph graph() {
        return graph;
    }

    ProgramMemory memory() {
        return memory;
    }

    Tuner tuner() {
        return tuner;
    }

    Uses uses() {
        return uses;
    }

    Fusions fusions() {
        return fusions;
    }

    long fuseFrom() {
        return fuseFrom;
    }

    List<Command> commands() {
        return commands;
    }

    /** Commands that need to run only when variables have changed. */
    List<Command> preparations() {
        return preparations;
    }

    /** Whether the graph changes no variable: then what is computed from variables alone can be kept from step to step. */
    boolean isFrozen() {
        return graph.updates().isEmpty();
    }

    /** Memory for what is computed from variables alone: kept if the graph is frozen. */
    Buffer derived(long bytes) {
        return isFrozen() ? memory.lasting(bytes) : Buffer.planned(bytes);
    }

    /** Adds a command that reads variables and constants only, and writes what is {@link #derived}. */
    void derive(Command command) {
        if (isFrozen()) {
            name(command);
            preparations.add(command);
        } else {
            add(command);
        }
    }

    /** Lowers every node but those that wait until they are asked for. */
    void lowerAll() {
        for (Node node : graph.nodes()) {
            boolean waits = node.op() instanceof ElementwiseOp
                    || node.op() instanceof ShapeOp.Broadcast
                    || node.op() instanceof SourceOp.Read
                    || node.op() instanceof SourceOp.Constant;
            if (!waits) {
                lower(node);
            }
        }
    }

    private void lower(Node node) {
        Node by = fusions.computedBy(node);
        if (!lowered.add(by)) {
            return;
        }
        Node outer = current;
        current = by;
        try {
            NodeLowering.lower(this, by);
        } catch (BackendException e) {
            throw e == failure ? e : named(by, e);
        }
        current = outer;
    }

    /** What went wrong, such as a kernel that does not build, with the node that it was for. */
    private BackendException named(Node node, BackendException e) {
        String message = "opencl: graph \"" + graph.name() + "\": " + node.op().name() + " (scope \"" + node.scope()
                + "\") " + node.output(0).type() + ": " + e.getMessage();
        BackendException named = e instanceof InsufficientMemoryException
                ? new InsufficientMemoryException(message, e)
                : new BackendException(message, e);
        failure = named;
        return named;
    }

    // ---- values

    /** Where the value is. */
    Buffer operand(Value value) {
        Buffer known = buffers.get(value);
        if (known != null) {
            return known;
        }
        if (value.node().op() instanceof SourceOp.Constant constant) {
            return define(value, memory.constant(constant.data()));
        }
        if (value.node().op() instanceof SourceOp.Read read) {
            return define(value, memory.variable(read.variable()));
        }
        lower(value.node());
        Buffer made = buffers.get(value);
        if (made == null) {
            throw new IllegalStateException(
                    "opencl: every value must have been computed, but value=" + value + ", node=" + value.node() + ".");
        }
        return made;
    }

    /** Memory for a value that is about to be computed. */
    Buffer result(Value value) {
        Buffer place = places.get(value);
        return define(value, place != null ? place : Buffer.planned(value.type().bytes()));
    }

    /** Says where a value is. */
    Buffer define(Value value, Buffer buffer) {
        buffers.put(value, buffer);
        return buffer;
    }

    /** Wants a value to be computed into this memory. Must be said before it is lowered. */
    void place(Value value, Buffer buffer) {
        places.put(value, buffer);
    }

    // ---- commands

    /** A kernel of a resource of this bundle. */
    Launch kernel(String resource, String name, ElementType real) {
        ElementType floating = real.isFloating() ? real : ElementType.FLOAT32;
        return new Launch(stream, stream.program(resource, floating), name, floating);
    }

    void add(Command command) {
        int number = commands.size();
        command.buffers().forEach(buffer -> buffer.use(number));
        name(command);
        commands.add(command);
    }

    private void name(Command command) {
        Node node = current;
        if (node != null) {
            command.describe(command.what() + " for " + node.op().name() + " (scope \"" + node.scope() + "\") "
                    + node.output(0).type());
        }
    }

    /** Sets all elements of a value. */
    void fill(Buffer buffer, ElementType element, long size, long bits) {
        if (size > 0) {
            add(kernel("movement", "fill_" + element.bytes(), ElementType.FLOAT32)
                    .buffer(buffer)
                    .numbers((int) size, (int) bits, (int) (bits >>> 32))
                    .elements(size, 1));
        }
    }
}
