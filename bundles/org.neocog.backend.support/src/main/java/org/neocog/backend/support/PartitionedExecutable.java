package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.neocog.backend.BackendException;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Value;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** The parts of each graph, run in turn on two executables. The first holds the variables; tensors of our own pass values on. */
final class PartitionedExecutable implements Executable {
    private static final CallRules RULES = new CallRules("partitioned");

    /** One part of a graph with what it is fed: inputs of the whole graph, and tensors that earlier parts filled. */
    private record Leg(Executable executable, String graph, List<String> fed, Feed feed, Map<String, Tensor> exports) {}

    /** A whole graph. */
    private record Route(Map<String, TensorType> inputs, List<Leg> legs) {}

    private final Executable first;
    private final Executable second;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    /** Spent on the second executable and on passing values on. */
    private final AtomicLong fallbackNanos;

    private final List<Tensor> passed = new ArrayList<>();
    private boolean closed;

    private PartitionedExecutable(Executable first, Executable second, AtomicLong fallbackNanos) {
        this.first = first;
        this.second = second;
        this.fallbackNanos = fallbackNanos;
    }

    /** Takes over both executables: they are closed with this one, or if this fails the second at once. */
    static PartitionedExecutable of(
            Executable first,
            Executable second,
            Map<Graph, SegmentedGraph> segmented,
            BufferAllocator allocator,
            AtomicLong fallbackNanos) {
        PartitionedExecutable executable = new PartitionedExecutable(first, second, fallbackNanos);
        try {
            segmented.forEach((graph, parts) -> executable.add(graph, parts, allocator));
            return executable;
        } catch (RuntimeException e) {
            executable.passed.forEach(Tensor::close);
            second.close();
            if (e instanceof OutOfMemoryException) {
                throw new InsufficientMemoryException(
                        "partitioned: values between backends must fit into the allocator: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private void add(Graph graph, SegmentedGraph segmented, BufferAllocator allocator) {
        Map<Value, Tensor> tensors = new HashMap<>();
        List<Leg> legs = new ArrayList<>();
        for (SegmentedGraph.Part part : segmented.parts()) {
            Feed feed = new Feed();
            part.imports().forEach((name, value) -> {
                Tensor tensor = tensors.get(value);
                if (tensor == null) {
                    throw new IllegalStateException("partitioned: graph \"" + graph.name()
                            + "\": parts must come after those whose values" + " they take, but value=" + value + ".");
                }
                feed.put(name, tensor);
            });
            Map<String, Tensor> exports = new LinkedHashMap<>();
            part.exports().forEach((name, value) -> {
                Tensor tensor = Tensor.allocate(allocator, value.type());
                passed.add(tensor);
                tensors.put(value, tensor);
                exports.put(name, tensor);
            });
            legs.add(new Leg(part.supported() ? first : second, part.graph().name(), part.fed(), feed, exports));
        }
        Map<String, TensorType> inputs = new LinkedHashMap<>();
        graph.inputs().forEach((name, value) -> inputs.put(name, value.type()));
        routes.put(graph.name(), new Route(inputs, legs));
    }

    private void requireOpen(String call) {
        RULES.requireOpen(!closed, call);
    }

    @Override
    public void restore(Snapshot state) {
        requireOpen("restore");
        first.restore(state);
    }

    @Override
    public Step run(String graph, Feed feed) {
        requireOpen("run");
        Route route = RULES.graph(routes, graph);
        requireFed(graph, route, feed.tensors());
        Step step = null;
        for (Leg leg : route.legs) {
            leg.fed.forEach(name ->
                    leg.feed.put(name, Objects.requireNonNull(feed.tensors().get(name), name)));
            long start = System.nanoTime();
            step = leg.executable.run(leg.graph, leg.feed);
            long end = System.nanoTime();
            for (Map.Entry<String, Tensor> export : leg.exports.entrySet()) {
                export.getValue().copyFrom(step.output(export.getKey()));
            }
            fallbackNanos.addAndGet(System.nanoTime() - (leg.executable == second ? start : end));
        }
        if (step == null) {
            throw new IllegalStateException("partitioned: graph \"" + graph + "\" must have a part, but has none.");
        }
        return step;
    }

    private static void requireFed(String graph, Route route, Map<String, Tensor> fed) {
        route.inputs.forEach((name, type) -> {
            Tensor tensor = fed.get(name);
            if (tensor == null) {
                throw new BackendException("partitioned: graph \"" + graph + "\": every input must be fed, but input=\""
                        + name + "\" is missing, fed=" + fed.keySet() + ". Put a tensor " + type + ".");
            }
            if (!tensor.type().equals(type)) {
                throw new BackendException("partitioned: graph \"" + graph + "\": input \"" + name + "\" must be "
                        + type + ", but fed=" + tensor.type() + ". Feed the type that the graph was built for.");
            }
        });
        if (fed.size() > route.inputs.size()) {
            throw new BackendException("partitioned: graph \"" + graph + "\": only inputs may be fed, but fed="
                    + fed.keySet() + ", inputs=" + route.inputs.keySet() + ". Leave the others out.");
        }
    }

    @Override
    public Snapshot snapshot() {
        requireOpen("snapshot");
        return first.snapshot();
    }

    /** That of both executables; what passes between them counts as intermediates. */
    @Override
    public MemoryReport memory() {
        requireOpen("memory");
        MemoryReport one = first.memory();
        MemoryReport two = second.memory();
        long between =
                passed.stream().mapToLong(tensor -> tensor.buffer().capacity()).sum();
        return new MemoryReport(
                one.variables() + two.variables(),
                one.intermediates() + two.intermediates() + between,
                one.outputs() + two.outputs());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            first.close();
            second.close();
            passed.forEach(Tensor::close);
        }
    }
}
