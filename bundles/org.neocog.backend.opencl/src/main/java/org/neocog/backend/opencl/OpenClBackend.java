package org.neocog.backend.opencl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
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
 * One OpenCL device: a whole graph becomes one list of kernels, with one arena for all values of a step. float32, float64 where the device has it,
 * and integers for indices and masks.
 *
 * <p>Results are repeatable bit for bit on one device, whatever the number of threads, and differ from the reference by rounding only.
 */
public final class OpenClBackend implements Backend, AutoCloseable {
    /** Elements from which a kernel of their own is worth building for elementwise ops. */
    private static final long FUSE_FROM = 4096;

    /** Elements that a value may have: places are 32-bit numbers, with room for the width of a launch. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE - (1L << 24);

    private final Device device;
    private final boolean cpuKernels;
    private final long fuseFrom;
    private final Tiles tiles;
    private final @Nullable Path cache;
    private final Inlet.@Nullable Kind inlets;
    private final Counts counts = new Counts();
    /** Made when first needed: a context takes time and memory of the device. */
    private @Nullable Session session;

    private @Nullable TuningCache fastest;
    /** What the device's tensor cores multiply rightly, as far as that was tried. */
    private final Map<Operands, Boolean> tensorCores = new EnumMap<>(Operands.class);

    private boolean roundsRightly;

    private boolean closed;

    /**
     * On the best device of this machine.
     *
     * @throws BackendException if there is none; says what to install
     */
    public OpenClBackend() {
        this(best());
    }

    OpenClBackend(Device device) {
        this(device, device.isCpu(), FUSE_FROM);
    }

    /**
     * @param cpuKernels whether to use the kernels for processors
     * @param fuseFrom elements from which elementwise ops are fused
     */
    OpenClBackend(Device device, boolean cpuKernels, long fuseFrom) {
        this(device, cpuKernels, fuseFrom, Tiles.of(device, cpuKernels), OpenClLibrary.cache());
    }

    /**
     * @param tiles to compute products by
     * @param cache folder for what can be computed again, or null for none
     */
    OpenClBackend(Device device, boolean cpuKernels, long fuseFrom, Tiles tiles, @Nullable Path cache) {
        this(device, cpuKernels, fuseFrom, tiles, cache, null);
    }

    /** @param inlets how inputs come to the device, or null for what suits it */
    OpenClBackend(
            Device device,
            boolean cpuKernels,
            long fuseFrom,
            Tiles tiles,
            @Nullable Path cache,
            Inlet.@Nullable Kind inlets) {
        this.inlets = inlets;
        this.device = device;
        this.cpuKernels = cpuKernels;
        this.fuseFrom = fuseFrom;
        this.tiles = tiles;
        this.cache = cache;
    }

    private synchronized Session session() {
        if (closed) {
            throw new IllegalStateException("opencl: the backend was closed. Ask for the service again.");
        }
        Session open = session;
        if (open == null) {
            open = new Session(device, cpuKernels, inlets, cache, counts);
            session = open;
        }
        return open;
    }

    private static Device best() {
        String problem = OpenClLibrary.problem();
        if (problem != null) {
            throw new BackendException(problem);
        }
        return OpenClLibrary.devices().get(0);
    }

    @Override
    public DeviceInfo device() {
        Set<ElementType> types =
                device.float64() ? Set.of(ElementType.FLOAT32, ElementType.FLOAT64) : Set.of(ElementType.FLOAT32);
        return new DeviceInfo(device.name(), device.vendor(), device.memoryBytes(), types);
    }

    /** What is open on the device, for tests. */
    Counts counts() {
        return counts;
    }

    @Override
    public boolean supports(Node node) {
        return refusal(node) == null;
    }

    private @Nullable String refusal(Node node) {
        if (node.op() instanceof CustomOp) {
            return null;
        }
        boolean knows = Stream.concat(node.inputs().stream(), node.outputs().stream())
                .allMatch(value -> knows(value.element()));
        if (!knows) {
            return device.float64()
                    ? "element types must be float32, float64 or integers"
                    : "element types must be float32 or integers";
        }
        boolean fits = Stream.concat(node.inputs().stream(), node.outputs().stream())
                .allMatch(value -> value.type().size() <= MOST_ELEMENTS
                        && value.shape().rank() <= Axes.MOST
                        && value.type().bytes() <= device.largest());
        return fits
                ? null
                : "every value must have at most " + MOST_ELEMENTS + " elements, " + Axes.MOST + " axes and "
                        + device.largest() + " bytes";
    }

    private boolean knows(ElementType element) {
        return element != ElementType.BFLOAT16 && (element != ElementType.FLOAT64 || device.float64());
    }

    @Override
    public Set<ElementType> activations() {
        return Set.of(ElementType.FLOAT32, ElementType.BFLOAT16);
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        options.requireActivations("opencl", activations());
        List<Graph> graphs = new ArrayList<>();
        for (Graph graph : program.graphs()) {
            Graph simple = Transformations.simplify(Transformations.expand(graph, node -> false));
            requireSupported(graph);
            requireSupported(simple);
            graphs.add(simple);
        }
        Session open = session();
        Operands operands = operands(open, options);
        Tiles used = hasTensorCores(open, operands, options.allocator()) ? tiles.behindWarps() : tiles;
        Tuner tuner = new Tuner(open, used, operands, fastest(open), options.tune());
        return new OpenClExecutable(open, program.variables(), graphs, options, tuner, fuseFrom);
    }

    private Operands operands(Session open, CompileOptions options) {
        if (options.activations() == ElementType.BFLOAT16) {
            requireBfloat16(open, options.allocator());
            return Operands.BFLOAT16;
        }
        boolean faster = options.tf32() && hasTensorCores(open, Operands.TF32, options.allocator());
        return faster ? Operands.TF32 : Operands.AS_THEY_ARE;
    }

    /** Tries it once: the device must compute known products rightly. */
    private synchronized void requireBfloat16(Session open, BufferAllocator allocator) {
        if (!roundsRightly) {
            Tile usual = tiles.fitting(false, 1, 1, 1, 1).get(0);
            String problem = SelfTest.problem(open, usual, Operands.BFLOAT16, allocator);
            if (problem != null) {
                throw new BackendException("opencl: activations of bfloat16 need a device that rounds rightly, but on "
                        + device.name() + " " + problem + ". Use precision float32, or another backend.");
            }
            roundsRightly = true;
        }
    }

    private synchronized boolean hasTensorCores(Session open, Operands operands, BufferAllocator allocator) {
        return operands != Operands.AS_THEY_ARE
                && tensorCores.computeIfAbsent(operands, wanted -> TensorCores.areThere(open, wanted, allocator));
    }

    /** What was found to be fastest: for a device, its driver, and these kernels. */
    private synchronized TuningCache fastest(Session open) {
        TuningCache known = fastest;
        if (known == null) {
            String name = "tuning-" + device.slug() + "-" + device.index() + ".properties";
            known = new TuningCache(
                    cache == null ? null : cache.resolve(name),
                    device.platformName() + ", " + device.name() + ", driver " + device.driver() + ", units="
                            + device.computeUnits() + ", kernels=" + open.productSources());
            fastest = known;
        }
        return known;
    }

    private void requireSupported(Graph graph) {
        for (Node node : graph.nodes()) {
            String refusal = refusal(node);
            if (refusal != null) {
                throw new BackendException("opencl: graph \"" + graph.name() + "\": "
                        + node.op().name() + " (scope \"" + node.scope() + "\"): " + refusal + ", but operands="
                        + node.inputs().stream().map(Value::type).toList() + ", results="
                        + node.outputs().stream().map(Value::type).toList()
                        + ". Use precision float32 and a batch that fits, or the backend \"reference\".");
            }
        }
    }

    /** Gives the device back. Executables that are open work on, and are to be closed. */
    @Override
    public synchronized void close() {
        closed = true;
        if (session != null) {
            session.close();
        }
    }
}
