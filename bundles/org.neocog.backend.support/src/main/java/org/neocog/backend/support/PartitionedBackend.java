package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.tensor.ElementType;

/**
 * Two backends as one: what the first does not support runs on the second, between steps of the first, which holds all variables. Values pass
 * between them as tensors. A program that the first supports wholly is compiled by it alone. Provided by the framework.
 *
 * <p>Custom ops that the first does not support are replaced by their decompositions. Errors: as of the backends; a node that neither
 * supports is refused by the second. Threading: as {@link Backend}.
 */
public final class PartitionedBackend implements Backend {
    private final Backend primary;
    private final Backend fallback;
    private final AtomicLong fallbackNanos = new AtomicLong();

    /** @param fallback a backend that supports what {@code primary} does not, such as the reference backend */
    public PartitionedBackend(Backend primary, Backend fallback) {
        this.primary = primary;
        this.fallback = fallback;
    }

    /** What the first backend runs on. */
    @Override
    public DeviceInfo device() {
        return primary.device();
    }

    @Override
    public boolean supports(Node node) {
        return primary.supports(node) || fallback.supports(node);
    }

    /** What the first backend can hold activations in; the second computes what it is left with in the types of the program. */
    @Override
    public Set<ElementType> activations() {
        return primary.activations();
    }

    /** The nodes of the program that would run on the second backend, by graph, op and scope, in the order of the graphs. */
    public List<Fallback> fallbacks(Program program) {
        return listed(simplified(program));
    }

    /** What the steps of all executables so far have spent on the second backend and on passing values to and from it, in seconds. */
    public double fallbackSeconds() {
        return fallbackNanos.get() * 1e-9;
    }

    private List<Fallback> listed(Program program) {
        record Kind(String graph, String op, String scope) {}
        Map<Kind, Integer> counts = new LinkedHashMap<>();
        for (Graph graph : program.graphs()) {
            for (Node node : graph.nodes()) {
                if (!(node.op() instanceof SourceOp) && !primary.supports(node)) {
                    counts.merge(new Kind(graph.name(), node.op().name(), node.scope()), 1, Integer::sum);
                }
            }
        }
        List<Fallback> fallbacks = new ArrayList<>();
        counts.forEach((kind, count) -> fallbacks.add(new Fallback(kind.graph, kind.op, kind.scope, count)));
        return fallbacks;
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        Program simple = simplified(program);
        if (listed(simple).isEmpty()) {
            return primary.compile(simple, options);
        }
        Map<Graph, SegmentedGraph> segmented = new LinkedHashMap<>();
        for (Graph graph : simple.graphs()) {
            segmented.put(graph, new SegmentedGraph(graph, primary::supports));
        }
        Executable first = primary.compile(new Program(program.variables(), graphs(segmented, true)), options);
        try {
            Executable second = fallback.compile(
                    new Program(List.of(), graphs(segmented, false)), options.withActivations(ElementType.FLOAT32));
            return PartitionedExecutable.of(first, second, segmented, options.allocator(), fallbackNanos);
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** What the first backend does not support may be in what nothing needs. */
    private Program simplified(Program program) {
        return new Program(
                program.variables(),
                program.graphs().stream()
                        .map(graph -> Transformations.simplify(Transformations.expand(graph, primary::supports)))
                        .toList());
    }

    private static List<Graph> graphs(Map<Graph, SegmentedGraph> segmented, boolean supported) {
        return segmented.values().stream()
                .flatMap(graph -> graph.parts().stream())
                .filter(part -> part.supported() == supported)
                .map(SegmentedGraph.Part::graph)
                .toList();
    }
}
