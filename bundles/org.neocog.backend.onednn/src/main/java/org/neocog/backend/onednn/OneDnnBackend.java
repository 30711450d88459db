package org.neocog.backend.onednn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.NativeLibraries;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.support.TuningCache;
import org.neocog.graph.CustomOp;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * The fast backend for processors: a whole graph becomes one list of oneDNN primitives and kernels of our own, with one arena for all values of
 * a step. float32, and integers for indices and masks.
 *
 * <p>Results are repeatable bit for bit for a given number of threads, and differ from the reference by rounding only, but for one thing: the
 * gradient of ReLU is NaN where what it drops is infinite or NaN.
 */
public final class OneDnnBackend implements Backend {
    private static final Set<ElementType> TYPES =
            Set.of(ElementType.FLOAT32, ElementType.UINT8, ElementType.INT32, ElementType.INT64);

    private final TuningCache fastest;

    /** @throws BackendException if the library can't be used on this machine; says why */
    public OneDnnBackend() {
        this(System.getProperty(NativeLibraries.CACHE));
    }

    /** @param cache folder to keep what was found to be fastest, or null */
    OneDnnBackend(@Nullable String cache) {
        String problem = OneDnnLibrary.load();
        if (problem != null) {
            throw new BackendException("onednn: the backend needs its native library, but " + problem
                    + ". Use another backend, such as \"reference\".");
        }
        Path file = cache == null ? null : Path.of(cache, "onednn", "tuning.properties");
        fastest = new TuningCache(file, Processor.identity() + ", oneDNN " + OneDnnLibrary.version());
    }

    @Override
    public DeviceInfo device() {
        return new DeviceInfo(
                Processor.name(),
                "oneDNN " + OneDnnLibrary.version(),
                Processor.memoryBytes(),
                Set.of(ElementType.FLOAT32));
    }

    @Override
    public boolean supports(Node node) {
        return refusal(node) == null;
    }

    private static @Nullable String refusal(Node node) {
        if (node.op() instanceof CustomOp) {
            return null;
        }
        boolean knows = Stream.concat(node.inputs().stream(), node.outputs().stream())
                .allMatch(value -> TYPES.contains(value.element()));
        if (!knows) {
            return "element types must be float32 or integers";
        }
        boolean fits = Stream.concat(node.inputs().stream(), node.outputs().stream())
                .allMatch(value -> value.type().size() <= Integer.MAX_VALUE - 8L);
        return fits ? null : "every value must have fewer than 2^31 elements";
    }

    /** bfloat16 where the processor multiplies it. */
    @Override
    public Set<ElementType> activations() {
        return OneDnnLibrary.multipliesBfloat16()
                ? Set.of(ElementType.FLOAT32, ElementType.BFLOAT16)
                : Set.of(ElementType.FLOAT32);
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        options.requireActivations("onednn", activations());
        List<Graph> graphs = new ArrayList<>();
        for (Graph graph : program.graphs()) {
            Graph simple = Transformations.simplify(Transformations.expand(graph, node -> false));
            requireSupported(graph);
            requireSupported(simple);
            graphs.add(simple);
        }
        return new OneDnnExecutable(program.variables(), graphs, options, fastest);
    }

    private static void requireSupported(Graph graph) {
        for (Node node : graph.nodes()) {
            String refusal = refusal(node);
            if (refusal != null) {
                throw new BackendException("onednn: graph \"" + graph.name() + "\": "
                        + node.op().name() + " (scope \"" + node.scope() + "\"): " + refusal + ", but operands="
                        + node.inputs().stream().map(Value::type).toList() + ", results="
                        + node.outputs().stream().map(Value::type).toList()
                        + ". Use precision float32, or the backend \"reference\".");
            }
        }
    }
}
