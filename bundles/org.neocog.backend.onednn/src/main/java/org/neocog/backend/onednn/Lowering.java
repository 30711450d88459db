package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.support.Fusions;
import org.neocog.backend.support.Uses;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * Turns one graph into commands. Nodes are lowered in their order, but elementwise ones only when their values are asked for, so that they
 * join what asks; and nodes that another node computes along with its own are left to that one.
 */
final class Lowering {
    /** A way to hold a value other than that in which it came about. */
    private record Form(Value value, Layout layout, ElementType stored) {}

    /** Bytes up to which one thread brings a value into another layout. */
    private static final long LITTLE = 1 << 20;

    private final Natives natives;
    private final Team team;
    private final Graph graph;
    private final ProgramMemory memory;
    private final Uses uses;
    private final Fusions fusions;
    private final Narrowing narrowing;
    private final Tuner tuner;
    private final LaneLowering lanes;
    private final List<Command> commands = new ArrayList<>();
    private final List<Command> preparations = new ArrayList<>();
    private final Map<Value, Operand> operands = new HashMap<>();
    private final Map<Form, Operand> converted = new HashMap<>();
    private final Map<Value, Buffer> places = new HashMap<>();
    private final Map<Node, Buffer> workspaces = new HashMap<>();
    private final Set<Node> lowered = new HashSet<>();
    /** Those of them whose commands are all there. */
    private final Set<Node> finished = new HashSet<>();

    private @Nullable Node current;

    /**
     * @param tuner knows which of several ways is fastest
     * @param activations what float32 values may be held in
     */
    Lowering(Natives natives, Team team, Graph graph, ProgramMemory memory, Tuner tuner, ElementType activations) {
        this.natives = natives;
        this.team = team;
        this.graph = graph;
        this.memory = memory;
        this.tuner = tuner;
        uses = new Uses(graph);
        fusions = new Fusions(graph, uses, true);
        narrowing = new Narrowing(graph, activations);
        lanes = new LaneLowering(this, graph);
    }

    Natives natives() {
        return natives;
    }

    Tuner tuner() {
        return tuner;
    }

    Team team() {
        return team;
    }

    Graph graph() {
        return graph;
    }

    Uses uses() {
        return uses;
    }

    Fusions fusions() {
        return fusions;
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
        return isFrozen() ? memory.lasting(bytes) : Buffer.planned(Math.max(1, bytes));
    }

    /** Whether most of the graph is computed by the team, which then had better not sleep. */
    boolean staysInTeam() {
        return lanes.hasBlocks();
    }

    /** Counts memory that commands have on the heap. */
    void countHeap(long bytes) {
        memory.countHeap(bytes);
    }

    /** Adds a command that reads variables, constants and what is derived of them only, and writes what is {@link #derived}. */
    void derive(Command command) {
        if (isFrozen()) {
            name(command);
            preparations.add(command);
        } else {
            add(command);
        }
    }

    /** Whether the operand is a variable as it is. */
    boolean isVariable(Operand operand) {
        return memory.isVariable(operand.buffer());
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
        if (!lanes.lower(by)) {
            NodeLowering.lower(this, by);
        }
        current = outer;
        finished.add(by);
    }

    // ---- values

    /** Where the value is, in the layout in which it came about and in the element type of its own. */
    Operand operand(Value value) {
        Operand held = held(value);
        return held.isNarrow() ? operand(value, held.layout()) : held;
    }

    /** Where the value is, as it came about. */
    Operand held(Value value) {
        Operand known = operands.get(value);
        if (known != null) {
            return known;
        }
        if (value.node().op() instanceof SourceOp.Constant constant) {
            return define(value, new Operand(memory.constant(constant.data()), value.type(), Layout.PLAIN));
        }
        if (value.node().op() instanceof SourceOp.Read read) {
            return define(value, new Operand(memory.variable(read.variable()), value.type(), Layout.PLAIN));
        }
        lower(value.node());
        Operand made = operands.get(value);
        if (made == null) {
            throw new IllegalStateException(
                    "onednn: every value must have been computed, but value=" + value + ", node=" + value.node() + ".");
        }
        return made;
    }

    /** Where the value is in this layout, in the element type of its own; converts it once if need be. */
    Operand operand(Value value, Layout layout) {
        return in(value, layout, value.element());
    }

    /** The value in this layout, as operands of products are held. */
    Operand factor(Value value, Layout layout) {
        return in(value, layout, activations());
    }

    /** The value in this layout, narrow or not as it came about. */
    Operand held(Value value, Layout layout) {
        return in(value, layout, held(value).stored());
    }

    private Operand in(Value value, Layout layout, ElementType stored) {
        Operand operand = held(value);
        if (operand.isIn(layout) && operand.stored() == stored) {
            return operand.layout() == layout ? operand : new Operand(operand.buffer(), operand.type(), layout, stored);
        }
        Form form = new Form(value, Layout.bothSame(value.shape()) ? Layout.PLAIN : layout, stored);
        Operand known = converted.get(form);
        if (known == null) {
            long bytes = Math.max(1, value.type().size() * stored.bytes());
            boolean lasts = isFrozen()
                    && isVariable(operand)
                    && value.element() == ElementType.FLOAT32
                    && value.type().size() > 0;
            Buffer buffer = lasts ? memory.lasting(bytes) : newBuffer(bytes);
            known = new Operand(buffer, value.type(), form.layout, stored);
            if (lasts) {
                derive(reordering(
                        natives.describe(operand), operand.buffer(), natives.describe(known), known.buffer()));
            } else {
                copy(operand, known);
            }
            converted.put(form, known);
        }
        return known.layout() == layout ? known : new Operand(known.buffer(), known.type(), layout, stored);
    }

    /** What operands of products are held in. */
    ElementType activations() {
        return narrowing.activations();
    }

    /** Whether the value is to be held narrow, if what computes it can. */
    boolean wantsNarrow(Value value) {
        return narrowing.wants(value);
    }

    /**
     * Whether the memory of a value may be overwritten by what is being computed of it: everybody else who reads it has done so, and no other
     * value lies there.
     *
     * @param operand of the value
     */
    boolean isReadLast(Value value, Operand operand) {
        return operand.buffer() == held(value).buffer()
                && operand.buffer().isPlanned()
                && !(value.node().op() instanceof ShapeOp)
                && uses.count(value) == uses.readers(value).size()
                && uses.readers(value).stream()
                        .allMatch(reader -> fusions.computedBy(reader) == current
                                || finished.contains(fusions.computedBy(reader)) && !(reader.op() instanceof ShapeOp));
    }

    /** Says that a value comes to lie where an operand of its own shape was. */
    Operand resultAt(Value value, Operand operand) {
        return define(value, new Operand(operand.buffer(), value.type(), operand.layout(), operand.stored()));
    }

    Operand plain(Value value) {
        return operand(value, Layout.PLAIN);
    }

    Operand last(Value value) {
        return operand(value, Layout.CHANNELS_LAST);
    }

    /** Layout in which the value exists. */
    Layout layout(Value value) {
        Operand operand = held(value);
        return Layout.bothSame(operand.shape()) ? Layout.PLAIN : operand.layout();
    }

    /** Memory for a value that is about to be computed. */
    Operand result(Value value, Layout layout) {
        return result(value, layout, value.element());
    }

    /** Memory for a value that is about to be computed as this element type. */
    Operand result(Value value, Layout layout, ElementType stored) {
        Buffer place = places.get(value);
        boolean fits = place != null
                && stored == value.element()
                && (layout == Layout.PLAIN || Layout.bothSame(value.shape()));
        Buffer buffer = fits && place != null ? place : newBuffer(value.type().size() * stored.bytes());
        return define(value, new Operand(buffer, value.type(), layout, stored));
    }

    /** Says where a value is. */
    Operand define(Value value, Operand operand) {
        operands.put(value, operand);
        return operand;
    }

    /** Wants a value to be computed into this memory, row-major. Must be said before it is lowered. */
    void place(Value value, Buffer buffer) {
        places.put(value, buffer);
    }

    /** Remembers what the computation of a node leaves behind for that of its gradient. */
    void keep(Node node, Buffer workspace) {
        workspaces.put(node, workspace);
    }

    Buffer kept(Node node) {
        lower(node);
        Buffer workspace = workspaces.get(node);
        if (workspace == null) {
            throw new IllegalStateException("onednn: the node must have left a workspace, but node=" + node + ".");
        }
        return workspace;
    }

    static Buffer newBuffer(TensorType type) {
        return newBuffer(type.bytes());
    }

    private static Buffer newBuffer(long bytes) {
        return Buffer.planned(Math.max(bytes, 1));
    }

    // ---- commands

    <C extends Command> C add(C command) {
        int number = commands.size();
        command.buffers().forEach(buffer -> buffer.use(number));
        name(command);
        commands.add(command);
        return command;
    }

    /** Gives back what {@code todo} adds, for another command to run. */
    List<Command> apart(Runnable todo) {
        int from = commands.size();
        todo.run();
        List<Command> added = commands.subList(from, commands.size());
        List<Command> apart = List.copyOf(added);
        added.clear();
        return apart;
    }

    private void name(Command command) {
        Node node = current;
        if (node != null) {
            command.computes(node.op().name(), node.scope());
        }
    }

    PrimitiveCommand primitive(dnnl_primitive_desc description) {
        return new PrimitiveCommand(natives, description);
    }

    /** Copies a value into another layout or place. */
    void copy(Operand from, Operand to) {
        if (from.size() == 0) {
            return;
        }
        boolean same = from.layout() == to.layout() || Layout.bothSame(from.shape());
        if (same && from.stored() == to.stored()) {
            add(new CopyCommand(from.buffer(), to.buffer(), from.bytes()));
        } else if (from.element() == ElementType.FLOAT32) {
            reorder(from, to);
        } else {
            add(StridedCopy.of(team, from, 0, from.strides(), to, 0, to.strides(), from.shape()));
        }
    }

    /** Brings numbers from one description to another. */
    void reorder(dnnl_memory_desc from, Buffer source, dnnl_memory_desc to, Buffer target) {
        add(reordering(from, source, to, target));
    }

    PrimitiveCommand reordering(dnnl_memory_desc from, Buffer source, dnnl_memory_desc to, Buffer target) {
        dnnl_primitive_desc description = natives.make(
                "reorder",
                into -> dnnl_reorder_primitive_desc_create(
                        into, from, natives.engine(), to, natives.engine(), natives.plain()));
        return primitive(description).with(DNNL_ARG_SRC, from, source).with(DNNL_ARG_DST, to, target);
    }

    /** The operand as the primitive wants it: itself, or a converted copy. */
    Buffer as(dnnl_memory_desc wanted, Operand operand) {
        dnnl_memory_desc is = natives.describe(operand);
        if (dnnl_memory_desc_equal(is, wanted) != 0) {
            return operand.buffer();
        }
        Buffer copy = Buffer.planned(dnnl_memory_desc_get_size(wanted));
        reorder(is, operand.buffer(), wanted, copy);
        return copy;
    }

    /** Little is brought into another layout by the calling thread alone: several write the same cache lines, which takes longer. */
    private void reorder(Operand from, Operand to) {
        if (from.bytes() > LITTLE || team.threads() == 1) {
            reorder(natives.describe(from), from.buffer(), natives.describe(to), to.buffer());
            return;
        }
        SplitPrimitive alone = new SplitPrimitive(team, natives, 0);
        alone.describing();
        alone.add(reordering(natives.describe(from), from.buffer(), natives.describe(to), to.buffer()));
        alone.described();
        add(alone);
    }

    /** Sets all bytes to zero. */
    void zero(Operand operand) {
        add(new ZeroCommand(operand.buffer(), operand.bytes()));
    }

    /** Copies bytes. */
    private static final class CopyCommand extends Command {
        private final Buffer from;
        private final Buffer to;
        private final long bytes;

        CopyCommand(Buffer from, Buffer to, long bytes) {
            this.from = uses(from);
            this.to = uses(to);
            this.bytes = bytes;
            describe("copy");
        }

        @Override
        void run() {
            Raw.copy(from.address(), to.address(), bytes);
        }
    }

    private static final class ZeroCommand extends Command {
        private final Buffer buffer;
        private final long bytes;

        ZeroCommand(Buffer buffer, long bytes) {
            this.buffer = uses(buffer);
            this.bytes = bytes;
            describe("zero");
        }

        @Override
        void run() {
            Raw.zero(buffer.address(), bytes);
        }
    }
}
