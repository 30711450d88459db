package org.neocog.optimizer.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** One parameter that an optimizer updates, by gradients that are fed. Owns all its memory. */
final class UpdateTrial implements AutoCloseable {
    /** What an optimizer emits for one parameter. */
    static final class Rule implements UpdateRule {
        private final GraphBuilder builder = new GraphBuilder("update");
        private final Variable parameter;
        private final Map<String, Double> slots = new LinkedHashMap<>();
        private final Map<Value, Variable> declared = new LinkedHashMap<>();
        private final List<String> updated = new ArrayList<>();
        private final Value rate;
        private final Value step;
        private final Value result;

        Rule(Optimizer optimizer, TensorType type) {
            parameter = new Variable("layer.weight", type, Role.PARAMETER);
            rate = builder.input("rate", TensorType.scalar(type.element()));
            step = builder.input("step", TensorType.scalar(type.element()));
            result = optimizer.update(this, builder.read(parameter), builder.input("gradient", type));
        }

        @Override
        public GraphBuilder graph() {
            return builder;
        }

        @Override
        public Value learningRate() {
            return rate;
        }

        @Override
        public Value step() {
            return step;
        }

        @Override
        public Value slot(String name, double initial) {
            if (slots.put(name, initial) != null) {
                throw new AssertionError("slots must have names of their own, but twice=" + name + ".");
            }
            Variable slot = new Variable(parameter.name() + "#" + name, parameter.type(), Role.SLOT);
            Value value = builder.read(slot);
            declared.put(value, slot);
            return value;
        }

        @Override
        public void update(Value slot, Value next) {
            Variable variable = declared.get(slot);
            if (variable == null) {
                throw new AssertionError("update takes what slot() gave, but value=" + slot + ".");
            }
            updated.add(variable.name());
            builder.update(variable, next);
        }

        /** Names and first values of the slots. */
        Map<String, Double> slots() {
            return slots;
        }

        /** Names of the slots as variables, and of those that were updated. */
        List<String> declared() {
            return declared.values().stream().map(Variable::name).toList();
        }

        List<String> updated() {
            return updated;
        }

        Value result() {
            return result;
        }

        Graph graphOfStep() {
            builder.update(parameter, result);
            return builder.build();
        }
    }

    private final BufferAllocator allocator = NeocogAllocators.root("optimizer contract", 1 << 26);
    private final List<Tensor> fed = new ArrayList<>();
    private final Executable executable;
    private final Feed feed = new Feed();
    private final Tensor gradient;
    private final Tensor rate;
    private final Tensor step;
    private final int size;
    private int done;

    UpdateTrial(Backend backend, Optimizer optimizer, ElementType element, Shape shape, double[] start) {
        TensorType type = new TensorType(element, shape);
        size = start.length;
        Rule rule = new Rule(optimizer, type);
        Graph graph = rule.graphOfStep();
        List<Variable> variables = new ArrayList<>(List.of(rule.parameter));
        variables.addAll(rule.declared.values());
        executable = backend.compile(new Program(variables, List.of(graph)), new CompileOptions(allocator, 1));
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put(rule.parameter.name(), tensor(type, start));
        rule.slots.forEach((name, initial) -> {
            double[] all = new double[size];
            java.util.Arrays.fill(all, initial);
            state.put(rule.parameter.name() + "#" + name, tensor(type, all));
        });
        try (Snapshot snapshot = new Snapshot(state)) {
            executable.restore(snapshot);
        }
        gradient = own(tensor(type, new double[size]));
        rate = own(tensor(TensorType.scalar(element), new double[1]));
        step = own(tensor(TensorType.scalar(element), new double[1]));
        feed.put("gradient", gradient).put("rate", rate).put("step", step);
    }

    private Tensor own(Tensor tensor) {
        fed.add(tensor);
        return tensor;
    }

    private Tensor tensor(TensorType type, double[] values) {
        Tensor tensor = Tensor.allocate(allocator, type);
        tensor.copyFrom(values);
        return tensor;
    }

    void step(double learningRate, double[] derivatives) {
        done++;
        gradient.copyFrom(derivatives);
        rate.setDouble(0, learningRate);
        step.setDouble(0, done);
        executable.run("update", feed);
    }

    /** The parameter now. */
    double[] parameter() {
        try (Snapshot state = executable.snapshot()) {
            double[] values = new double[size];
            state.tensor("layer.weight").copyTo(values);
            return values;
        }
    }

    /** Goes on from where another one is. */
    void continueFrom(UpdateTrial other) {
        try (Snapshot state = other.executable.snapshot()) {
            executable.restore(state);
        }
        done = other.done;
    }

    @Override
    public void close() {
        executable.close();
        fed.forEach(Tensor::close);
        allocator.close();
    }
}
