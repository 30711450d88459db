package org.neocog.architecture.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A compiled program that takes and gives arrays. Closing it fails if memory leaked. */
final class Session implements AutoCloseable {
    private static final long LIMIT_BYTES = 1L << 32;

    private final BufferAllocator allocator = NeocogAllocators.root("trial", LIMIT_BYTES);
    private final Program program;
    private final Executable executable;

    Session(Backend backend, Program program) {
        this.program = program;
        this.executable = backend.compile(program, new CompileOptions(allocator, 1));
    }

    Session(Backend backend, Program program, Map<Variable, double[]> values) {
        this(backend, program);
        values.forEach((variable, numbers) -> set(variable.name(), numbers));
    }

    void set(String variable, double... values) {
        TensorType type = program.variables().stream()
                .filter(v -> v.name().equals(variable))
                .findFirst()
                .orElseThrow()
                .type();
        try (Snapshot state = new Snapshot(Map.of(variable, tensor(type, values)))) {
            executable.restore(state);
        }
    }

    double[] value(String variable) {
        try (Snapshot state = executable.snapshot()) {
            return array(state.tensor(variable));
        }
    }

    double[] run(String name, Map<String, double[]> inputs, String output) {
        return Objects.requireNonNull(step(name, inputs, List.of(output)).get(output), output);
    }

    /** One step, with everything that the graph gives. */
    Map<String, double[]> runAll(String name, Map<String, double[]> inputs) {
        return step(name, inputs, program.graph(name).outputs().keySet());
    }

    private Map<String, double[]> step(String name, Map<String, double[]> inputs, Collection<String> outputs) {
        Graph graph = program.graph(name);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            Feed feed = new Feed();
            inputs.forEach((input, values) -> {
                Tensor tensor = tensor(graph.inputType(input), values);
                tensors.put(input, tensor);
                feed.put(input, tensor);
            });
            Step step = executable.run(name, feed);
            Map<String, double[]> results = new HashMap<>();
            outputs.forEach(output -> results.put(output, array(step.output(output))));
            return results;
        } finally {
            tensors.values().forEach(Tensor::close);
        }
    }

    private Tensor tensor(TensorType type, double... values) {
        if (values.length != type.size()) {
            throw new IllegalArgumentException(
                    "trial: there must be one value per element, but values=" + values.length + ", type=" + type + ".");
        }
        Tensor tensor = Tensor.allocate(allocator, type);
        tensor.copyFrom(values);
        return tensor;
    }

    private static double[] array(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.size())];
        tensor.copyTo(values);
        return values;
    }

    @Override
    public void close() {
        executable.close();
        allocator.close();
    }
}
