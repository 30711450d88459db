package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jocl.CLException;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.support.CallRules;
import org.neocog.graph.Graph;
import org.neocog.graph.Variable;

/** A program on one device: its queues, memory, and graphs as lists of commands. */
final class OpenClExecutable implements Executable {
    /** All that an open executable holds. */
    private static final class Parts {
        final Stream stream;
        final Map<String, CompiledGraph> graphs = new LinkedHashMap<>();

        @Nullable
        Transfers transfers;

        @Nullable
        ProgramMemory memory;

        Parts(Stream stream) {
            this.stream = stream;
        }

        ProgramMemory memory() {
            return java.util.Objects.requireNonNull(memory);
        }

        Transfers transfers() {
            return java.util.Objects.requireNonNull(transfers);
        }

        /** All of it, last made first, whatever fails on the way. */
        void close() {
            try (Transfers withHostMemory = transfers;
                    Stream withQueues = stream;
                    Inlet withEvents = memory == null ? null : memory.inlet()) {
                graphs.values().forEach(CompiledGraph::close);
            }
        }
    }

    private static final CallRules RULES = new CallRules("opencl");

    private final BufferAllocator allocator;
    private @Nullable Parts parts;

    /** @param graphs without custom ops, each node supported */
    OpenClExecutable(
            Session session,
            List<Variable> variables,
            List<Graph> graphs,
            CompileOptions options,
            Tuner tuner,
            long fuseFrom) {
        allocator = options.allocator();
        Parts made = null;
        try {
            made = new Parts(new Stream(session));
            compile(made, variables, graphs, tuner, fuseFrom);
            parts = made;
        } catch (OutOfMemoryException e) {
            closeAll(made, e);
            throw new InsufficientMemoryException(
                    "opencl: the program must fit into the allocator: " + e.getMessage(), e);
        } catch (CLException e) {
            closeAll(made, e);
            throw DriverFailure.of(session.device(), "the program", e);
        } catch (RuntimeException e) {
            closeAll(made, e);
            throw e;
        }
    }

    private static void closeAll(@Nullable Parts made, RuntimeException cause) {
        if (made != null) {
            try {
                made.close();
            } catch (CLException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void compile(Parts made, List<Variable> variables, List<Graph> graphs, Tuner tuner, long fuseFrom) {
        Transfers transfers = new Transfers(made.stream, allocator);
        made.transfers = transfers;
        ProgramMemory memory = new ProgramMemory(made.stream, transfers, variables, graphs);
        made.memory = memory;
        List<Long> sizes = new ArrayList<>();
        for (Graph graph : graphs) {
            Lowering lowering = new Lowering(made.stream, graph, memory, tuner, fuseFrom);
            CompiledGraph compiled = new CompiledGraph(lowering, allocator);
            made.graphs.put(graph.name(), compiled);
            List<Long> wanted = compiled.chunkSizes();
            for (int i = 0; i < wanted.size(); i++) {
                if (i == sizes.size()) {
                    sizes.add(0L);
                }
                sizes.set(i, Math.max(sizes.get(i), wanted.get(i)));
            }
        }
        List<cl_mem> chunks = memory.allocateArena(
                sizes, made.graphs.values().stream().map(CompiledGraph::largest).toList());
        made.graphs.values().forEach(graph -> graph.bind(chunks));
    }

    private Parts open(String call) {
        return RULES.open(parts, call);
    }

    /** The graphs by name, for tests. */
    Map<String, CompiledGraph> graphs() {
        return open("graphs").graphs;
    }

    @Override
    public void restore(Snapshot state) {
        Parts open = open("restore");
        ProgramMemory memory = open.memory();
        RULES.restored(state, memory.variables().keySet()).forEach((variable, tensor) -> {
            try {
                open.transfers().upload(tensor, memory.variable(variable).memory(open.stream));
            } catch (CLException e) {
                throw failure(open, "restore of " + variable, e);
            }
        });
        memory.changed();
    }

    private static BackendException failure(Parts open, String what, CLException e) {
        return DriverFailure.of(open.stream.session().device(), what, e);
    }

    @Override
    public Step run(String graph, Feed feed) {
        Parts open = open("run");
        CompiledGraph compiled = RULES.graph(open.graphs, graph);
        compiled.run(feed);
        return compiled;
    }

    @Override
    public Snapshot snapshot() {
        Parts open = open("snapshot");
        return RULES.snapshot(allocator, open.memory().variables().keySet(), (variable, tensor) -> {
            try {
                open.transfers().download(open.memory().variable(variable).memory(open.stream), tensor);
            } catch (CLException e) {
                throw failure(open, "snapshot of " + variable, e);
            }
        });
    }

    /** Variables and intermediates lie on the device. */
    @Override
    public MemoryReport memory() {
        Parts open = open("memory");
        long outputs = open.graphs.values().stream()
                .mapToLong(CompiledGraph::outputBytes)
                .sum();
        return new MemoryReport(open.memory().variableBytes(), open.memory().intermediateBytes(), outputs);
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
