package org.neocog.backend.onednn;

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
import org.neocog.backend.support.TuningCache;
import org.neocog.graph.Graph;
import org.neocog.graph.Variable;

/** A program of this backend: its native handles, memory, threads, and graphs as lists of commands. */
final class OneDnnExecutable implements ProfiledExecutable {
    /** All that an open executable holds. */
    private record Parts(Natives natives, Team team, ProgramMemory memory, Map<String, CompiledGraph> graphs) {
        void close() {
            team.close();
            graphs.values().forEach(CompiledGraph::close);
            natives.close();
            memory.close();
        }
    }

    private static final CallRules RULES = new CallRules("onednn");

    private final BufferAllocator allocator;
    private @Nullable Parts parts;

    /**
     * @param graphs without custom ops, each node supported
     * @param fastest what was found to be fastest
     */
    OneDnnExecutable(List<Variable> variables, List<Graph> graphs, CompileOptions options, TuningCache fastest) {
        allocator = options.allocator();
        Parts made = null;
        try {
            made = new Parts(
                    new Natives(options.threads()),
                    new Team(options.threads()),
                    new ProgramMemory(allocator, variables),
                    new LinkedHashMap<>());
            compile(made, graphs, options, fastest);
            parts = made;
        } catch (OutOfMemoryException e) {
            closeAll(made);
            throw new InsufficientMemoryException(
                    "onednn: the program must fit into the allocator: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeAll(made);
            throw e;
        }
    }

    private static void closeAll(@Nullable Parts made) {
        if (made != null) {
            made.close();
        }
    }

    private void compile(Parts made, List<Graph> graphs, CompileOptions options, TuningCache fastest) {
        Tuner tuner = new Tuner(fastest, made.natives, options);
        long arena = 0;
        for (Graph graph : graphs) {
            Lowering lowering = new Lowering(made.natives, made.team, graph, made.memory, tuner, options.activations());
            CompiledGraph compiled = new CompiledGraph(lowering, made.memory, allocator);
            made.graphs.put(graph.name(), compiled);
            arena = Math.max(arena, compiled.arenaBytes());
        }
        made.memory.allocateLasting();
        long address = made.memory.allocateArena(arena);
        made.graphs.values().forEach(graph -> graph.bind(address));
    }

    private Parts open(String call) {
        return RULES.open(parts, call);
    }

    /** The graphs by name, for profiles. */
    Map<String, CompiledGraph> graphs() {
        return open("graphs").graphs;
    }

    @Override
    public void restore(Snapshot state) {
        ProgramMemory memory = open("restore").memory;
        RULES.restored(state, memory.variables().keySet())
                .forEach((variable, tensor) -> Raw.copy(
                        tensor.address(),
                        memory.variable(variable).address(),
                        tensor.type().bytes()));
        memory.changed();
    }

    @Override
    public Step run(String graph, Feed feed) {
        Parts open = open("run");
        CompiledGraph compiled = RULES.graph(open.graphs, graph);
        open.natives.enter();
        compiled.run(feed);
        return compiled;
    }

    @Override
    public Profile profile(String graph, Feed feed) {
        Parts open = open("profile");
        CompiledGraph compiled = RULES.graph(open.graphs, graph);
        open.natives.enter();
        return compiled.profile(feed);
    }

    @Override
    public Snapshot snapshot() {
        ProgramMemory memory = open("snapshot").memory;
        return RULES.snapshot(
                allocator,
                memory.variables().keySet(),
                (variable, tensor) -> Raw.copy(
                        memory.variable(variable).address(),
                        tensor.address(),
                        tensor.type().bytes()));
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
            open.close();
        }
    }
}
