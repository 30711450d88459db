package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;

/**
 * The optimizer as a few passes over slabs: parameters whose updates are the same elementwise function of parameter, gradient and slots are
 * updated together, in place. Gradients are computed into one slab for it.
 */
final class SlabUpdates {
    /** What updates one parameter and its slots: the new values, and what they are computed from. */
    private static final class Chain {
        final Variable parameter;
        final Map<String, Value> results = new LinkedHashMap<>();
        final Map<Value, String> roles = new HashMap<>();
        final StringBuilder signature = new StringBuilder();
        final Set<Value> inside = new HashSet<>();

        @Nullable
        Value gradient;

        Chain(Variable parameter) {
            this.parameter = parameter;
        }
    }

    private final Lowering to;
    private final ProgramMemory memory;
    private final Set<Variable> covered = new HashSet<>();
    private final List<List<Chain>> groups = new ArrayList<>();
    private final Buffer gradients;

    /** Must be made before anything is lowered: it says where gradients are to lie. */
    SlabUpdates(Lowering to, ProgramMemory memory) {
        this.to = to;
        this.memory = memory;
        List<Chain> chains = chains(to.graph());
        long bytes = 0;
        for (Chain chain : chains) {
            bytes = Math.max(bytes, end(chain));
        }
        gradients = Buffer.planned(Math.max(1, bytes));
        Map<String, List<Chain>> bySignature = new LinkedHashMap<>();
        for (Chain chain : chains) {
            bySignature
                    .computeIfAbsent(chain.signature.toString(), key -> new ArrayList<>())
                    .add(chain);
            to.place(
                    gradient(chain),
                    gradients.part(
                            memory.offsetOf(chain.parameter),
                            chain.parameter.type().bytes()));
        }
        bySignature.values().forEach(this::addRuns);
    }

    private static Value gradient(Chain chain) {
        return Objects.requireNonNull(chain.gradient);
    }

    private long end(Chain chain) {
        return memory.offsetOf(chain.parameter)
                + Arena.aligned(chain.parameter.type().bytes());
    }

    /** Cuts chains of one signature into runs of neighbours. */
    private void addRuns(List<Chain> chains) {
        List<Chain> run = new ArrayList<>();
        for (Chain chain : chains) {
            if (!run.isEmpty() && end(run.get(run.size() - 1)) != memory.offsetOf(chain.parameter)) {
                groups.add(run);
                run = new ArrayList<>();
            }
            run.add(chain);
        }
        groups.add(run);
    }

    boolean covers(Variable variable) {
        return covered.contains(variable);
    }

    // ---- finding

    private List<Chain> chains(Graph graph) {
        Map<Variable, Chain> byParameter = new LinkedHashMap<>();
        graph.updates().forEach((variable, value) -> {
            if (variable.role() == Variable.Role.PARAMETER && value.element() == ElementType.FLOAT32) {
                byParameter.put(variable, new Chain(variable));
            }
        });
        List<Chain> chains = new ArrayList<>();
        Set<Value> taken = new HashSet<>();
        for (Chain chain : byParameter.values()) {
            List<Variable> updated = new ArrayList<>();
            graph.updates().forEach((variable, value) -> {
                if (belongs(variable, chain.parameter)) {
                    updated.add(variable);
                    chain.results.put(memory.slabOf(variable), value);
                }
            });
            if (describe(chain) && isClosed(chain, updated.size()) && taken.add(gradient(chain))) {
                chains.add(chain);
                covered.addAll(updated);
            }
        }
        chains.sort(java.util.Comparator.comparingLong(chain -> memory.offsetOf(chain.parameter)));
        return chains;
    }

    private boolean belongs(Variable variable, Variable parameter) {
        return variable.equals(parameter)
                || variable.name().startsWith(parameter.name() + "#")
                        && memory.slabOf(variable)
                                .equals(variable.name()
                                        .substring(parameter.name().length()));
    }

    private boolean describe(Chain chain) {
        chain.gradient = findGradient(chain);
        if (chain.gradient == null) {
            return false;
        }
        for (Map.Entry<String, Value> result : chain.results.entrySet()) {
            chain.signature.append(result.getKey()).append('=');
            Value value = result.getValue();
            if (!(value.node().op() instanceof ElementwiseOp) || !walk(chain, value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What all results have of the rest of the graph: the one value that is not computed from the state, or, if there are several such as
     * {@code 0.1 g} and {@code g^2}, the one that they all are functions of. Null if there is none.
     */
    private @Nullable Value findGradient(Chain chain) {
        Set<Value> ends = new HashSet<>();
        Set<Value> seen = new HashSet<>();
        chain.results.values().forEach(value -> collectEnds(chain, value, ends, seen));
        Set<Value> sources = ends;
        if (ends.size() > 1) {
            sources = new HashSet<>();
            for (Value end : ends) {
                sources.add(source(end));
            }
        }
        Value only = sources.size() == 1 ? sources.iterator().next() : null;
        return only != null && only.shape().equals(chain.parameter.type().shape()) ? only : null;
    }

    private void collectEnds(Chain chain, Value value, Set<Value> ends, Set<Value> seen) {
        if (!seen.add(value) || role(chain, value) != null) {
            return;
        }
        if (isTile(value) && dependsOnState(chain, value)) {
            value.node().inputs().forEach(input -> collectEnds(chain, input, ends, seen));
        } else {
            ends.add(value);
        }
    }

    private static boolean isTile(Value value) {
        return ElementwiseLowering.joinsTiles(value.node()) && value.element() == ElementType.FLOAT32;
    }

    /** What a value is a function of, through ops of one operand that is no constant. */
    private static Value source(Value value) {
        Value at = value;
        while (isTile(at)) {
            Set<Value> operands = new HashSet<>(at.node().inputs());
            operands.removeIf(input -> input.node().op() instanceof SourceOp.Constant);
            if (operands.size() != 1) {
                break;
            }
            at = operands.iterator().next();
        }
        return at;
    }

    /** Writes the signature of a value; false if it is not what a slab can be computed with. */
    private boolean walk(Chain chain, Value value) {
        String known = chain.roles.get(value);
        if (known != null) {
            chain.signature.append(known).append(' ');
            return true;
        }
        String role = value.equals(chain.gradient) ? "gradient" : role(chain, value);
        if (role != null) {
            chain.roles.put(value, role);
            chain.signature.append(role).append(' ');
            return true;
        }
        if (!isTile(value)) {
            return false;
        }
        chain.inside.add(value);
        chain.roles.put(value, "r" + chain.inside.size());
        chain.signature.append(value.node().op()).append('(');
        for (Value input : value.node().inputs()) {
            if (!walk(chain, input)) {
                return false;
            }
        }
        chain.signature.append(')');
        return true;
    }

    private @Nullable String role(Chain chain, Value value) {
        if (value.node().op() instanceof SourceOp.Read read && belongs(read.variable(), chain.parameter)) {
            return memory.slabOf(read.variable());
        }
        if (value.node().op() instanceof SourceOp.Constant constant
                && constant.data().isSplat()) {
            return "constant " + constant.data();
        }
        Repetition repetition = Repetition.of(value);
        return repetition != null && repetition.axis() < 0
                ? "scalar " + repetition.vector().label()
                : null;
    }

    /** Whether a value is computed from the parameter, its slots or a scalar: else it is part of the gradient. */
    private boolean dependsOnState(Chain chain, Value value) {
        for (Value input : value.node().inputs()) {
            boolean state =
                    input.node().op() instanceof SourceOp.Read read && belongs(read.variable(), chain.parameter);
            Repetition repetition = Repetition.of(input);
            boolean scaled = repetition != null && repetition.axis() < 0;
            boolean below = input.node().op() instanceof ElementwiseOp && dependsOnState(chain, input);
            if (state || scaled || below) {
                return true;
            }
        }
        return false;
    }

    /** Whether nobody else reads what is computed inside. */
    private boolean isClosed(Chain chain, int updated) {
        int ends = 0;
        for (Value value : chain.inside) {
            int readers = 0;
            for (Node reader : to.uses().readers(value)) {
                if (!chain.inside.contains(reader.output(0))) {
                    return false;
                }
                readers++;
            }
            ends += to.uses().count(value) - readers;
        }
        return ends == updated && chain.results.values().stream().allMatch(chain.inside::contains);
    }

    // ---- writing

    /** The updates, to be run when everything else has read the variables. Asks for the gradients. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (List<Chain> group : groups) {
            for (Chain chain : group) {
                Value gradient = gradient(chain);
                Operand operand = to.plain(gradient);
                long offset = memory.offsetOf(chain.parameter);
                Buffer place = gradients.part(offset, chain.parameter.type().bytes());
                if (operand.buffer().root() != gradients) {
                    to.copy(operand, new Operand(place, operand.type(), Layout.PLAIN));
                }
                prepareScalars(chain);
            }
            commands.add(program(group));
        }
        return commands;
    }

    private void prepareScalars(Chain chain) {
        for (Value value : chain.roles.keySet()) {
            Repetition repetition = Repetition.of(value);
            if (repetition != null) {
                to.operand(repetition.vector());
            }
        }
    }

    private Command program(List<Chain> group) {
        Chain first = group.get(0);
        long offset = memory.offsetOf(first.parameter);
        long bytes = end(group.get(group.size() - 1)) - offset;
        TileProgram program = new TileProgram(to.team(), bytes / 4);
        Map<Value, Integer> registers = new HashMap<>();
        List<Integer> results = new ArrayList<>();
        first.results.values().forEach(value -> results.add(emit(first, value, program, registers, offset, bytes)));
        int i = 0;
        for (String slab : first.results.keySet()) {
            program.store(results.get(i++), memory.slabPart(slab, offset, bytes), false);
        }
        program.describe("update of " + group.size() + " parameters");
        return program;
    }

    private int emit(
            Chain chain, Value value, TileProgram program, Map<Value, Integer> registers, long offset, long bytes) {
        Integer known = registers.get(value);
        if (known != null) {
            return known;
        }
        int register;
        if (chain.inside.contains(value)) {
            Node node = value.node();
            int[] inputs = node.inputs().stream()
                    .mapToInt(input -> emit(chain, input, program, registers, offset, bytes))
                    .toArray();
            register = ElementwiseLowering.compute(program, node, inputs);
        } else {
            register = load(chain, value, program, offset, bytes);
        }
        registers.put(value, register);
        return register;
    }

    private int load(Chain chain, Value value, TileProgram program, long offset, long bytes) {
        if (value.equals(chain.gradient)) {
            return program.full(gradients.part(offset, bytes));
        }
        if (value.node().op() instanceof SourceOp.Constant constant) {
            return program.constant(constant.data().get(0));
        }
        Repetition repetition = Repetition.of(value);
        if (repetition != null) {
            return program.repeated(to.operand(repetition.vector()).buffer(), 1, 1);
        }
        return program.full(memory.slabPart(Objects.requireNonNull(chain.roles.get(value)), offset, bytes));
    }
}
