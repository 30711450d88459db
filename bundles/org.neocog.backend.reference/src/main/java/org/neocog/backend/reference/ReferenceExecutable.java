package org.neocog.backend.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/** A program of the reference backend: its variables as arrays of double, its graphs as lists of kernels, and the threads that run them. */
final class ReferenceExecutable implements ProfiledExecutable {
    /** All that an open executable holds. */
    private record Parts(ProgramMemory memory, Map<String, CompiledGraph> graphs, Workers workers) {}

    private final BufferAllocator allocator;
    private @Nullable Parts parts;

    /** @param graphs without custom ops, each of them supported */
    ReferenceExecutable(List<Variable> variables, List<Graph> graphs, CompileOptions options) {
        allocator = options.allocator();
        Map<String, CompiledGraph> compiled = new LinkedHashMap<>();
        try {
            ProgramMemory memory = new ProgramMemory(variables, graphs);
            for (Graph graph : graphs) {
                compiled.put(graph.name(), new CompiledGraph(graph, memory, allocator, options.threads()));
            }
            parts = new Parts(memory, compiled, new Workers(options.threads()));
        } catch (OutOfMemoryError e) {
            compiled.values().forEach(CompiledGraph::close);
            throw new InsufficientMemoryException(
                    "reference: the program must fit into the heap, but heap="
                            + Runtime.getRuntime().maxMemory() + " bytes. Use a smaller batch or a larger heap (-Xmx).",
                    e);
        } catch (OutOfMemoryException e) {
            compiled.values().forEach(CompiledGraph::close);
            throw new InsufficientMemoryException(
                    "reference: the outputs must fit into the allocator: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            compiled.values().forEach(CompiledGraph::close);
            throw e;
        }
    }

    private Parts open(String call) {
        Parts open = parts;
        if (open == null) {
            throw new IllegalStateException(
                    "reference: " + call + " needs an open executable, but it was closed. Compile the program again.");
        }
        return open;
    }

    @Override
    public void restore(Snapshot state) {
        ProgramMemory memory = open("restore").memory;
        Map<String, Variable> byName = new LinkedHashMap<>();
        memory.variables().forEach(variable -> byName.put(variable.name(), variable));
        state.tensors().forEach((name, tensor) -> {
            Variable variable = byName.get(name);
            if (variable == null) {
                throw new BackendException("reference: restore: every name must be a variable, but name=\"" + name
                        + "\"; variables: " + byName.keySet() + ".");
            }
            if (!variable.type().equals(tensor.type())) {
                throw new BackendException("reference: restore: variable \"" + name + "\" must be " + variable.type()
                        + ", but snapshot=" + tensor.type() + ". Take the snapshot of the same model.");
            }
            tensor.address(); // fails if it is closed
        });
        state.tensors().forEach((name, tensor) -> {
            Variable variable = byName.get(name);
            if (variable != null) {
                TensorCopies.load(
                        tensor,
                        memory.variable(variable),
                        0,
                        variable.type().shape().intSize());
            }
        });
    }

    @Override
    public Step run(String graph, Feed feed) {
        Parts open = open("run");
        CompiledGraph compiled = compiled(open, graph);
        compiled.run(feed, open.workers);
        return compiled;
    }

    @Override
    public Profile profile(String graph, Feed feed) {
        Parts open = open("profile");
        return compiled(open, graph).profile(feed, open.workers);
    }

    private static CompiledGraph compiled(Parts open, String graph) {
        CompiledGraph compiled = open.graphs.get(graph);
        if (compiled == null) {
            throw new BackendException(
                    "reference: there is no graph \"" + graph + "\"; graphs: " + open.graphs.keySet() + ".");
        }
        return compiled;
    }

    @Override
    public Snapshot snapshot() {
        ProgramMemory memory = open("snapshot").memory;
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            for (Variable variable : memory.variables()) {
                Tensor tensor = Tensor.allocate(allocator, variable.type());
                tensors.put(variable.name(), tensor);
                TensorCopies.store(memory.variable(variable), tensor);
            }
        } catch (OutOfMemoryException e) {
            tensors.values().forEach(Tensor::close);
            throw new InsufficientMemoryException(
                    "reference: the snapshot must fit into the allocator: " + e.getMessage(), e);
        }
        return new Snapshot(tensors);
    }

    @Override
    public MemoryReport memory() {
        Parts open = open("memory");
        long outputs = open.graphs.values().stream()
                .mapToLong(CompiledGraph::outputBytes)
                .sum();
        return new MemoryReport(open.memory.variableBytes(), open.memory.intermediateBytes(), outputs);
    }

    @Override
    public void close() {
        Parts open = parts;
        if (open != null) {
            parts = null;
            open.workers.close();
            open.graphs.values().forEach(CompiledGraph::close);
        }
    }
}
