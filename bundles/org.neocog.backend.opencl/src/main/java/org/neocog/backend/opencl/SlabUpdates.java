package org.neocog.backend.opencl;

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

/**
 * The optimizer as a few passes over slabs: parameters whose updates are the same elementwise function of parameter, gradient and slots are
 * updated together, in place. Gradients are computed into one slab for it.
 */
final class SlabUpdates {
    /** What updates one parameter and its slots: the new values, and what they are computed from. */
    private static final class Updates {
        final Variable parameter;
        final Map<String, Value> results = new LinkedHashMap<>();
        final Map<Value, String> roles = new LinkedHashMap<>();
        final StringBuilder signature = new StringBuilder();
        final Set<Value> inside = new HashSet<>();
        final List<Variable> updated = new ArrayList<>();

        @Nullable
        Value gradient;

        Updates(Variable parameter) {
            this.parameter = parameter;
        }
    }

    private final Lowering to;
    private final ProgramMemory memory;
    private final Set<Variable> covered = new HashSet<>();
    private final List<List<Updates>> groups = new ArrayList<>();
    private final Buffer gradients;

    /** Must be made before anything is lowered: it says where gradients are to lie. */
    SlabUpdates(Lowering to, ProgramMemory memory) {
        this.to = to;
        this.memory = memory;
        List<Updates> chains = chains(to.graph());
        long bytes = 0;
        for (Updates chain : chains) {
            bytes = Math.max(bytes, end(chain));
        }
        gradients = Buffer.planned(Math.max(1, bytes));
        Map<String, List<Updates>> bySignature = new LinkedHashMap<>();
        for (Updates chain : chains) {
            bySignature
                    .computeIfAbsent(chain.signature.toString(), key -> new ArrayList<>())
                    .add(chain);
        }
        bySignature.values().forEach(this::addRuns);
        groups.removeIf(group -> elements(group) < to.fuseFrom());
        for (List<Updates> group : groups) {
            for (Updates chain : group) {
                covered.addAll(chain.updated);
                to.place(gradient(chain), place(chain));
            }
        }
    }

    private static Value gradient(Updates chain) {
        return Objects.requireNonNull(chain.gradient);
    }

    private long end(Updates chain) {
        return memory.offsetOf(chain.parameter)
                + memory.aligned(chain.parameter.type().bytes());
    }

    /** Cuts chains of one signature into runs of neighbours. */
    private void addRuns(List<Updates> chains) {
        List<Updates> run = new ArrayList<>();
        for (Updates chain : chains) {
            if (!run.isEmpty() && end(run.get(run.size() - 1)) != memory.offsetOf(chain.parameter)) {
                groups.add(run);
                run = new ArrayList<>();
            }
            run.add(chain);
        }
        groups.add(run);
    }

    private Buffer place(Updates chain) {
        return gradients.part(
                memory.offsetOf(chain.parameter), chain.parameter.type().bytes());
    }

    /** Elements from the first to the last parameter of a group. */
    private long elements(List<Updates> group) {
        return bytes(group) / group.get(0).parameter.type().element().bytes();
    }

    private long bytes(List<Updates> group) {
        return end(group.get(group.size() - 1)) - memory.offsetOf(group.get(0).parameter);
    }

    boolean covers(Variable variable) {
        return covered.contains(variable);
    }

    // ---- finding

    private List<Updates> chains(Graph graph) {
        Map<Variable, Updates> byParameter = new LinkedHashMap<>();
        graph.updates().forEach((variable, value) -> {
            if (variable.role() == Variable.Role.PARAMETER && value.element().isFloating()) {
                byParameter.put(variable, new Updates(variable));
            }
        });
        List<Updates> chains = new ArrayList<>();
        Set<Value> taken = new HashSet<>();
        for (Updates chain : byParameter.values()) {
            graph.updates().forEach((variable, value) -> {
                if (belongs(variable, chain.parameter)) {
                    chain.updated.add(variable);
                    chain.results.put(memory.slabOf(variable), value);
                }
            });
            if (describe(chain) && isClosed(chain, chain.updated.size()) && taken.add(gradient(chain))) {
                chains.add(chain);
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

    private boolean describe(Updates chain) {
        chain.signature.append(chain.parameter.type().element());
        for (Map.Entry<String, Value> result : chain.results.entrySet()) {
            chain.signature.append(result.getKey()).append('=');
            Value value = result.getValue();
            if (!(value.node().op() instanceof ElementwiseOp) || !walk(chain, value)) {
                return false;
            }
        }
        return chain.gradient != null;
    }

    /** Writes the signature of a value; false if it is not what a slab can be computed with. */
    private boolean walk(Updates chain, Value value) {
        String known = chain.roles.get(value);
        if (known != null) {
            chain.signature.append(known).append(' ');
            return true;
        }
        String role = role(chain, value);
        if (role != null) {
            chain.roles.put(value, role);
            chain.signature.append(role).append(' ');
            return true;
        }
        boolean computed = ElementwiseLowering.joinsChains(value.node())
                && value.element() == chain.parameter.type().element()
                && dependsOnState(chain, value);
        if (!computed) {
            if (chain.gradient != null
                    || !value.shape().equals(chain.parameter.type().shape())) {
                return false;
            }
            chain.gradient = value;
            chain.roles.put(value, "gradient");
            chain.signature.append("gradient ");
            return true;
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

    private @Nullable String role(Updates chain, Value value) {
        if (value.node().op() instanceof SourceOp.Read read && belongs(read.variable(), chain.parameter)) {
            return memory.slabOf(read.variable());
        }
        if (value.node().op() instanceof SourceOp.Constant constant
                && constant.data().isSplat()) {
            return "constant " + constant.data();
        }
        Repetition repetition = Repetition.of(value);
        return repetition != null && repetition.isScalar()
                ? "scalar " + repetition.vector().label()
                : null;
    }

    /** Whether a value is computed from the parameter, its slots or a scalar: else it is part of the gradient. */
    private boolean dependsOnState(Updates chain, Value value) {
        for (Value input : value.node().inputs()) {
            boolean state =
                    input.node().op() instanceof SourceOp.Read read && belongs(read.variable(), chain.parameter);
            Repetition repetition = Repetition.of(input);
            boolean scaled = repetition != null && repetition.isScalar();
            boolean below = input.node().op() instanceof ElementwiseOp && dependsOnState(chain, input);
            if (state || scaled || below) {
                return true;
            }
        }
        return false;
    }

    /** Whether nobody else reads what is computed inside. */
    private boolean isClosed(Updates chain, int updated) {
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
        for (List<Updates> group : groups) {
            for (Updates chain : group) {
                Value gradient = gradient(chain);
                Buffer buffer = to.operand(gradient);
                if (buffer.root() != gradients) {
                    to.add(new CopyCommand(
                            to.stream(), buffer, place(chain), gradient.type().bytes()));
                }
                prepareScalars(chain);
            }
            commands.add(kernel(group));
        }
        return commands;
    }

    private void prepareScalars(Updates chain) {
        for (Value value : chain.roles.keySet()) {
            Repetition repetition = Repetition.of(value);
            if (repetition != null) {
                to.operand(repetition.vector());
            }
        }
    }

    /** Updates a group in place: the values of its first parameter stand for all. */
    private Command kernel(List<Updates> group) {
        Updates first = group.get(0);
        long offset = memory.offsetOf(first.parameter);
        long bytes = bytes(group);
        Chain kernel = new Chain(to, first.parameter.type().element(), elements(group));
        Map<String, Buffer> slabs = new HashMap<>();
        first.inside.forEach(kernel::include);
        first.roles.forEach((value, role) -> {
            boolean state = value.node().op() instanceof SourceOp.Read && memory.isSlab(role);
            if (value.equals(first.gradient)) {
                kernel.load(value, gradients.part(offset, bytes));
            } else if (state) {
                kernel.load(value, slabs.computeIfAbsent(role, slab -> memory.slabPart(slab, offset, bytes)));
            }
        });
        first.results.forEach((role, value) ->
                kernel.store(value, slabs.computeIfAbsent(role, slab -> memory.slabPart(slab, offset, bytes))));
        Launch launch = kernel.launch();
        launch.describe("update of " + group.size() + " parameters");
        return launch;
    }
}
