package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A program whose variables are tensors and whose graphs are lists of kernels. */
final class KernelExecutable implements Executable {
    private final String name;
    private final CallRules rules;
    private final BufferAllocator allocator;
    private final Map<String, Tensor> variables = new LinkedHashMap<>();
    private final Map<String, KernelGraph> graphs = new LinkedHashMap<>();
    private boolean closed;

    /** @param kernels gives the kernel of each node but sources */
    KernelExecutable(
            String name,
            Function<Node, KernelBackend.@Nullable Kernel> kernels,
            Program program,
            CompileOptions options) {
        this.name = name;
        rules = new CallRules(name);
        this.allocator = options.allocator();
        try {
            for (Variable variable : program.variables()) {
                variables.put(variable.name(), Tensor.zeros(allocator, variable.type()));
            }
            for (Graph graph : program.graphs()) {
                KernelGraph compiled = new KernelGraph(name, graph.name(), allocator);
                graphs.put(graph.name(), compiled);
                compiled.add(graph, kernels, variables);
            }
        } catch (OutOfMemoryException e) {
            close();
            throw new InsufficientMemoryException(
                    name + ": the program must fit into the allocator: " + e.getMessage() + ". Use a smaller batch.",
                    e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void requireOpen(String call) {
        rules.requireOpen(!closed, call);
    }

    @Override
    public void restore(Snapshot state) {
        requireOpen("restore");
        List<Runnable> copies = new ArrayList<>();
        state.tensors().forEach((variable, tensor) -> {
            Tensor target = variables.get(variable);
            if (target == null) {
                throw new BackendException(name + ": restore: every name must be a variable, but name=\"" + variable
                        + "\"; variables: " + variables.keySet() + ".");
            }
            requireType("restore: variable \"" + variable + "\"", target.type(), tensor);
            copies.add(() -> target.copyFrom(tensor));
        });
        copies.forEach(Runnable::run);
    }

    private void requireType(String what, TensorType type, Tensor given) {
        if (!given.type().equals(type)) {
            throw new BackendException(name + ": " + what + " must be " + type + ", but given=" + given.type()
                    + ". Use the type that the program was built for.");
        }
        given.address(); // fails if it is closed
    }

    @Override
    public Step run(String graph, Feed feed) {
        requireOpen("run");
        KernelGraph compiled = rules.graph(graphs, graph);
        compiled.run(feed);
        return compiled;
    }

    @Override
    public Snapshot snapshot() {
        requireOpen("snapshot");
        Map<String, Tensor> copies = new LinkedHashMap<>();
        try {
            variables.forEach((variable, tensor) -> {
                Tensor copy = Tensor.allocate(allocator, tensor.type());
                copies.put(variable, copy);
                copy.copyFrom(tensor);
            });
        } catch (OutOfMemoryException e) {
            copies.values().forEach(Tensor::close);
            throw new InsufficientMemoryException(
                    name + ": the snapshot must fit into the allocator: " + e.getMessage(), e);
        }
        return new Snapshot(copies);
    }

    @Override
    public MemoryReport memory() {
        requireOpen("memory");
        return new MemoryReport(
                bytes(variables.values()),
                graphs.values().stream()
                        .mapToLong(KernelGraph::intermediateBytes)
                        .sum(),
                graphs.values().stream().mapToLong(KernelGraph::outputBytes).sum());
    }

    static long bytes(Iterable<Tensor> tensors) {
        long sum = 0;
        for (Tensor tensor : tensors) {
            sum += tensor.buffer().capacity();
        }
        return sum;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            graphs.values().forEach(KernelGraph::close);
            variables.values().forEach(Tensor::close);
        }
    }
}
