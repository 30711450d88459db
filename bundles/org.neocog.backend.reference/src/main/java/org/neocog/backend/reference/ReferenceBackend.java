package org.neocog.backend.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.osgi.service.component.annotations.Component;

/**
 * The definition of every op: plain loops in Java, sums in float64, one rounding to the element type per result. Slow and complete.
 *
 * <p>Values are held as {@code double}, whatever their element type, int64 by its bits. Results do not depend on the number of threads.
 */
@Component(
        service = Backend.class,
        property = {
            Backend.NAME + "=reference",
            Backend.DEVICE + "=cpu",
            Backend.COMPLETE + ":Boolean=true",
            "service.ranking:Integer=0"
        })
public final class ReferenceBackend implements Backend {
    /** Longest array of a JVM. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    @Override
    public DeviceInfo device() {
        return new DeviceInfo(
                processor(),
                "Neocog",
                Runtime.getRuntime().maxMemory(),
                Set.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.BFLOAT16));
    }

    private static String processor() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                System.getLogger(ReferenceBackend.class.getName())
                        .log(System.Logger.Level.DEBUG, "The name of the processor is unknown", e);
            }
        }
        return System.getProperty("os.arch");
    }

    /** All ops, of values that fit into an array. */
    @Override
    public boolean supports(Node node) {
        return Stream.concat(node.inputs().stream(), node.outputs().stream())
                .allMatch(value -> value.type().size() <= MOST_ELEMENTS);
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        options.requireActivations("reference", activations());
        List<Graph> graphs = new ArrayList<>();
        for (Graph graph : program.graphs()) {
            Graph simple = Transformations.simplify(Transformations.expand(graph, node -> false));
            for (Node node : simple.nodes()) {
                requireSupported(simple, node);
            }
            graphs.add(simple);
        }
        return new ReferenceExecutable(program.variables(), graphs, options);
    }

    private void requireSupported(Graph graph, Node node) {
        if (!supports(node)) {
            throw new InsufficientMemoryException("reference: graph \"" + graph.name() + "\": "
                    + node.op().name() + " (scope \""
                    + node.scope() + "\"): every value must have at most " + MOST_ELEMENTS + " elements, but operands="
                    + node.inputs().stream().map(Value::type).toList() + ", results="
                    + node.outputs().stream().map(Value::type).toList() + ". Use a smaller batch.");
        }
    }
}
