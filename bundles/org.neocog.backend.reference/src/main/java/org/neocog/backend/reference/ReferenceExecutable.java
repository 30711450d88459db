package org.neocog.backend.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.support.CallRules;
import org.neocog.graph.Graph;
import org.neocog.graph.Variable;

/** A program of the reference backend: its variables as arrays of double, its graphs as lists of kernels, and the threads that run them. */
final class ReferenceExecutable implements ProfiledExecutable {
    /** All that an open executable holds. */
    private record Parts(ProgramMemory memory, Map<String, CompiledGraph> graphs, Workers workers) {}

    private static final CallRules RULES = new CallRules("reference");

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
        return RULES.open(parts, call);
    }

    @Override
    public void restore(Snapshot state) {
        ProgramMemory memory = open("restore").memory;
        RULES.restored(state, memory.variables())
                .forEach((variable, tensor) -> TensorCopies.load(
                        tensor,
                        memory.variable(variable),
                        0,
                        variable.type().shape().intSize()));
    }

    @Override
    public Step run(String graph, Feed feed) {
        Parts open = open("run");
        CompiledGraph compiled = RULES.graph(open.graphs, graph);
        compiled.run(feed, open.workers);
        return compiled;
    }

    @Override
    public Profile profile(String graph, Feed feed) {
        Parts open = open("profile");
        return RULES.graph(open.graphs, graph).profile(feed, open.workers);
    }

    @Override
    public Snapshot snapshot() {
        ProgramMemory memory = open("snapshot").memory;
        return RULES.snapshot(
                allocator,
                memory.variables(),
                (variable, tensor) -> TensorCopies.store(memory.variable(variable), tensor));
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
