package org.neocog.exchange.onnx;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.graph.Graph;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Runs graphs of numbered inputs and outputs, all in one program. */
final class NodeRunner {
    /** Of ONNX's own runner: {@code |a - b| <= ABSOLUTE + RELATIVE |b|}, b the value that must come out. */
    private static final double RELATIVE = 1e-3;

    private static final double ABSOLUTE = 1e-7;

    private NodeRunner() {}

    /** By its name; skips the test where this machine has no library or device for it. */
    static Backend backend(String name) {
        try {
            return switch (name) {
                case "reference" -> new ReferenceBackend();
                case "onednn" -> new OneDnnBackend();
                default -> new OpenClBackend();
            };
        } catch (BackendException absent) {
            return abort("not run: " + absent.getMessage());
        }
    }

    /** A graph and what goes in and must come out, by number. */
    record Trial(String name, Graph graph, Map<String, Numbers> inputs, Map<String, Numbers> outputs) {}

    /** What is wrong, by name of the graph; empty if all is right. What the backend does not support is computed by the reference. */
    static Map<String, String> run(Backend backend, List<Trial> trials) {
        return run(backend, Map.of(), trials);
    }

    /** As above. @param values of the variables that the graphs read */
    static Map<String, String> run(Backend backend, Map<Variable, Numbers> values, List<Trial> trials) {
        List<Graph> graphs = new ArrayList<>();
        trials.forEach(trial -> graphs.add(Transformations.simplify(trial.graph())));
        Map<String, String> wrong = new LinkedHashMap<>();
        Program program = new Program(List.copyOf(values.keySet()), graphs);
        PartitionedBackend whole = new PartitionedBackend(backend, new ReferenceBackend());
        whole.fallbacks(program).forEach(fallback -> System.out.println("not on the backend itself: " + fallback));
        try (BufferAllocator allocator = NeocogAllocators.root("node tests", Long.MAX_VALUE);
                Snapshot state = state(allocator, values);
                Executable executable = whole.compile(program, CompileOptions.of(allocator))) {
            executable.restore(state);
            for (int i = 0; i < trials.size(); i++) {
                String what = difference(executable, allocator, trials.get(i), graphs.get(i));
                if (!what.isEmpty()) {
                    wrong.put(trials.get(i).name(), what);
                }
            }
        }
        return wrong;
    }

    private static Snapshot state(BufferAllocator allocator, Map<Variable, Numbers> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        values.forEach((variable, numbers) -> {
            Tensor tensor = Tensor.allocate(allocator, variable.type());
            tensor.copyFrom(numbers.toArray());
            tensors.put(variable.name(), tensor);
        });
        return new Snapshot(tensors);
    }

    private static String difference(Executable executable, BufferAllocator allocator, Trial trial, Graph graph) {
        Feed feed = new Feed();
        List<Tensor> tensors = new ArrayList<>();
        try {
            trial.inputs().forEach((name, numbers) -> {
                if (graph.inputs().containsKey(name)) {
                    Tensor tensor = Tensor.allocate(allocator, new TensorType(numbers.element(), numbers.shape()));
                    tensors.add(tensor);
                    tensor.copyFrom(numbers.toArray());
                    feed.put(name, tensor);
                }
            });
            Step step = executable.run(graph.name(), feed);
            for (Map.Entry<String, Numbers> output : trial.outputs().entrySet()) {
                String what = difference(step.output(output.getKey()), output.getValue());
                if (!what.isEmpty()) {
                    return output.getKey() + ": " + what;
                }
            }
            return "";
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    static String difference(Tensor tensor, Numbers expected) {
        if (!tensor.shape().equals(expected.shape()) || tensor.element() != expected.element()) {
            return tensor.type() + " instead of " + expected.element() + " " + expected.shape();
        }
        for (int i = 0; i < expected.count(); i++) {
            double is = tensor.getDouble(i);
            double wanted = expected.get(i);
            boolean same =
                    Double.compare(is, wanted) == 0 || Math.abs(is - wanted) <= ABSOLUTE + RELATIVE * Math.abs(wanted);
            if (!same) {
                return "element " + i + " is " + is + " instead of " + wanted;
            }
        }
        return "";
    }

    static void close(Backend backend) {
        if (backend instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                fail(e);
            }
        }
    }
}
