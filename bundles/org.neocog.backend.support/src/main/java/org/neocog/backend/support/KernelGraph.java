package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** One graph: its values as tensors, its nodes as kernels in order. Owns the tensors, but for those of the variables. */
final class KernelGraph implements Step, AutoCloseable {
    /** A kernel and the tensors that it works on. */
    private record Bound(Node node, KernelBackend.Kernel kernel, List<Tensor> operands, List<Tensor> results) {}

    private record Copy(Tensor from, Tensor to) {}

    private final String backend;
    private final String name;
    private final BufferAllocator allocator;
    private final List<Tensor> intermediates = new ArrayList<>();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final List<Bound> kernels = new ArrayList<>();
    /** At the end of a step: outputs, then values aside, then variables. */
    private final List<Copy> copies = new ArrayList<>();

    KernelGraph(String backend, String name, BufferAllocator allocator) {
        this.backend = backend;
        this.name = name;
        this.allocator = allocator;
    }

    /** Makes the tensors and the kernels. What was made before it fails is freed by {@link #close}. */
    void add(Graph graph, Function<Node, KernelBackend.@Nullable Kernel> kernelOf, Map<String, Tensor> variables) {
        Map<Value, Tensor> values = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof SourceOp.Read read) {
                values.put(node.output(), tensor(variables, read.variable().name()));
                continue;
            }
            List<Tensor> results = node.outputs().stream()
                    .map(value -> intermediate(value.type()))
                    .toList();
            for (int i = 0; i < results.size(); i++) {
                values.put(node.output(i), results.get(i));
            }
            if (node.op() instanceof SourceOp.Input input) {
                inputs.put(input.input(), results.get(0));
            } else if (node.op() instanceof SourceOp.Constant constant) {
                fill(results.get(0), constant.data());
            } else {
                List<Tensor> operands = node.inputs().stream()
                        .map(value -> tensor(values, value))
                        .toList();
                KernelBackend.Kernel kernel = kernelOf.apply(node);
                if (kernel == null) {
                    throw new IllegalStateException(backend + ": what is compiled is supported, but " + node);
                }
                kernels.add(new Bound(node, kernel, operands, results));
            }
        }
        end(graph, values, variables);
    }

    private static <K> Tensor tensor(Map<K, Tensor> tensors, K key) {
        Tensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalStateException("graphs are in order and name their variables, but " + key);
        }
        return tensor;
    }

    private Tensor intermediate(TensorType type) {
        Tensor tensor = Tensor.allocate(allocator, type);
        intermediates.add(tensor);
        return tensor;
    }

    private static void fill(Tensor tensor, ConstantData data) {
        for (long i = 0; i < tensor.size(); i++) {
            if (tensor.element() == ElementType.INT64) {
                tensor.setLong(i, (long) data.get(i));
            } else {
                tensor.setDouble(i, data.get(i));
            }
        }
    }

    private void end(Graph graph, Map<Value, Tensor> values, Map<String, Tensor> variables) {
        graph.outputs().forEach((output, value) -> {
            Tensor copy = Tensor.allocate(allocator, value.type());
            outputs.put(output, copy);
            copies.add(new Copy(tensor(values, value), copy));
        });
        List<Copy> commits = new ArrayList<>();
        graph.updates().forEach((variable, value) -> {
            Tensor next = tensor(values, value);
            if (value.node().op() instanceof SourceOp.Read) { // a graph may let two variables change places
                Tensor aside = intermediate(value.type());
                copies.add(new Copy(next, aside));
                next = aside;
            }
            commits.add(new Copy(next, tensor(variables, variable.name())));
        });
        copies.addAll(commits);
    }

    /** Runs one step. Variables change only after everything else has gone well. */
    void run(Feed feed) {
        accept(feed.tensors());
        for (Bound bound : kernels) {
            try {
                bound.kernel.run(bound.operands, bound.results);
            } catch (RuntimeException e) {
                throw new BackendException(
                        backend + ": graph \"" + name + "\": a kernel must not fail, but that of " + bound.node
                                + " did: " + e + ". The variables are as before the step.",
                        e);
            }
        }
        copies.forEach(copy -> copy.to.copyFrom(copy.from));
    }

    private void accept(Map<String, Tensor> fed) {
        inputs.forEach((input, tensor) -> {
            Tensor given = fed.get(input);
            if (given == null) {
                throw new BackendException(backend + ": graph \"" + name + "\": every input must be fed, but input=\""
                        + input + "\" is missing, fed=" + fed.keySet() + ". Put a tensor " + tensor.type() + ".");
            }
            if (!given.type().equals(tensor.type())) {
                throw new BackendException(
                        backend + ": graph \"" + name + "\": input \"" + input + "\" must be " + tensor.type()
                                + ", but fed=" + given.type() + ". Feed the type that the graph was built for.");
            }
        });
        if (fed.size() > inputs.size()) {
            throw new BackendException(backend + ": graph \"" + name + "\": only inputs may be fed, but fed="
                    + fed.keySet() + ", inputs=" + inputs.keySet() + ". Leave the others out.");
        }
        inputs.forEach((input, tensor) -> tensor.copyFrom(tensor(fed, input)));
    }

    @Override
    public Tensor output(String output) {
        Tensor found = outputs.get(output);
        if (found == null) {
            throw new BackendException(backend + ": graph \"" + name + "\": there is no output \"" + output
                    + "\"; outputs: " + outputs.keySet() + ".");
        }
        return found;
    }

    long intermediateBytes() {
        return KernelExecutable.bytes(intermediates);
    }

    long outputBytes() {
        return KernelExecutable.bytes(outputs.values());
    }

    @Override
    public void close() {
        intermediates.forEach(Tensor::close);
        outputs.values().forEach(Tensor::close);
    }
}
