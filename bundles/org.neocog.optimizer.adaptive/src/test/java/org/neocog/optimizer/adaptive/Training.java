package org.neocog.optimizer.adaptive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.optimizer.Optimizer;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A program of some parameters that an optimizer updates, on one backend. Owns all its memory. */
final class Training implements AutoCloseable {
    private final BufferAllocator allocator = NeocogAllocators.root("training", 1 << 24);
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Variable> parameters;
    private final Map<Variable, Double> slots = new LinkedHashMap<>();
    private final Executable executable;
    private final Tensor rate;
    private final Tensor step;
    private final Feed feed = new Feed();
    private int done;

    /** @param gradients the gradients of parameters that are read in a graph, given what they are read as */
    Training(
            Backend backend,
            Optimizer optimizer,
            Map<Variable, double[]> start,
            Function<GraphBuilder, Function<List<Value>, List<Value>>> gradients) {
        parameters = List.copyOf(start.keySet());
        ElementType element = parameters.get(0).type().element();
        GraphBuilder b = new GraphBuilder("train");
        List<Value> read = parameters.stream().map(b::read).toList();
        List<Value> derivatives = gradients.apply(b).apply(read);
        for (int i = 0; i < parameters.size(); i++) {
            ProgramRule rule = new ProgramRule(b, parameters.get(i), slots);
            rule.learningRate();
            rule.step();
            b.update(parameters.get(i), optimizer.update(rule, read.get(i), derivatives.get(i)));
        }
        List<Variable> variables = new ArrayList<>(parameters);
        variables.addAll(slots.keySet());
        Program program = new Program(variables, List.of(Transformations.simplify(b.build())));
        executable = backend.compile(program, new CompileOptions(allocator, 1));
        owned.add(executable);
        restore(start);
        rate = tensor(TensorType.scalar(element), 0);
        step = tensor(TensorType.scalar(element), 0);
        owned.add(rate);
        owned.add(step);
        feed.put("rate", rate).put("step", step);
    }

    private void restore(Map<Variable, double[]> start) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        start.forEach((variable, numbers) -> values.put(variable.name(), tensor(variable.type(), numbers)));
        slots.forEach((slot, initial) -> {
            double[] all = new double[slot.type().shape().intSize()];
            java.util.Arrays.fill(all, initial);
            values.put(slot.name(), tensor(slot.type(), all));
        });
        try (Snapshot state = new Snapshot(values)) {
            executable.restore(state);
        }
    }

    private Tensor tensor(TensorType type, double... values) {
        Tensor tensor = Tensor.allocate(allocator, type);
        tensor.copyFrom(values);
        return tensor;
    }

    /** Feeds an input in all steps that follow. */
    void feed(String input, TensorType type, double... values) {
        Tensor tensor = tensor(type, values);
        owned.add(tensor);
        feed.put(input, tensor);
    }

    void step(double learningRate) {
        done++;
        rate.setDouble(0, learningRate);
        step.setDouble(0, done);
        executable.run("train", feed);
    }

    /** What a variable holds now. */
    double[] values(String variable) {
        try (Snapshot state = executable.snapshot()) {
            Tensor tensor = state.tensor(variable);
            double[] values = new double[tensor.shape().intSize()];
            tensor.copyTo(values);
            return values;
        }
    }

    List<String> slots() {
        return slots.keySet().stream().map(Variable::name).toList();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : owned) {
            resource.close();
        }
        allocator.close();
    }
}
