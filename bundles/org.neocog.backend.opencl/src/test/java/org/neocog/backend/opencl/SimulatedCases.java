package org.neocog.backend.opencl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jocl.cl_mem;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.testkit.ContractCase;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * The program that {@link OclgrindTest} runs: a few cases of each group of the contract, on the best device that this process is shown, by the kernels for
 * graphics processors and with all chains generated. Prints what was run, and each failure. Arguments: how many cases of each group; or {@code tiles}: a few
 * products by each tile, and a product that is tuned, with a folder to keep that in; or a kernel with a mistake instead, {@code race} or {@code bounds}.
 */
final class SimulatedCases {
    /** The simulator runs one kernel at a time, and ends when it is given two. */
    private static final String AT_ONCE = "executables of several threads at once";

    private static final String MISTAKES = """
            kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1))) void race(global int *a) {
                a[get_global_id(0) / 2] = (int) get_global_id(0);
            }

            kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1))) void bounds(global int *a) {
                a[get_global_id(0) + 1] = 0;
            }
            """;

    private SimulatedCases() {}

    public static void main(String[] args) {
        Device device = OpenClLibrary.devices().get(0);
        System.out.println("device " + device.serviceName());
        if (Character.isDigit(args[0].charAt(0))) {
            try (OpenClBackend backend = new OpenClBackend(device, false, 1)) {
                runCases(backend, Integer.parseInt(args[0]), claim -> true);
            }
        } else if (args[0].equals("tiles")) {
            tiles().forEach(tile -> runTile(device, tile));
            tune(device, Path.of(args[1]));
        } else {
            runMistake(device, args[0]);
        }
    }

    /** Those of all makers, and those of tensor cores without the instruction, by which operands need not be rounded. */
    static Set<Tile> tiles() {
        Set<Tile> tiles = new LinkedHashSet<>(Tiles.GPU.all());
        tiles.addAll(Tiles.NVIDIA.all());
        tiles.addAll(Tiles.warps(true));
        return tiles;
    }

    private static void runTile(Device device, Tile tile) {
        System.out.println("tile " + tile.name());
        try (OpenClBackend backend =
                new OpenClBackend(device, false, Long.MAX_VALUE, new Tiles(List.of(tile), List.of()), null)) {
            runCases(
                    backend,
                    1,
                    claim -> List.of("convolution", "matrices").contains(claim.group())
                            && !claim.toString().contains("float64"));
        }
    }

    private static void runCases(OpenClBackend backend, int each, Predicate<ContractCase> chosen) {
        Map<String, Integer> ran = new HashMap<>();
        List<ContractCase> cases = new ArrayList<>(ContractCases.all(backend, ContractOptions.standard()));
        cases.removeIf(claim -> claim.name().equals(AT_ONCE) || !chosen.test(claim));
        Collections.shuffle(cases, new Random(1));
        for (ContractCase claim : cases) {
            if (ran.merge(claim.group(), 1, Integer::sum) <= each) {
                try {
                    claim.run();
                    System.out.println("holds " + claim);
                } catch (AssertionError e) {
                    System.out.println("fails " + claim + ": " + e.getMessage());
                }
            }
        }
    }

    /** The simulator's events tell no time, so that this goes by the clock. */
    private static void tune(Device device, Path cache) {
        GraphBuilder b = new GraphBuilder("graph");
        TensorType matrix = TensorType.of(ElementType.FLOAT32, 3, 5);
        b.output("y", b.matmul(b.input("a", matrix), b.input("b", matrix), false, true));
        Program program = new Program(List.of(), List.of(b.build()));
        try (OpenClBackend backend = new OpenClBackend(device, false, Long.MAX_VALUE, Tiles.GPU, cache);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            backend.compile(program, new CompileOptions(allocator, 1).withTune(true))
                    .close();
        }
    }

    private static void runMistake(Device device, String name) {
        try (Session session = new Session(device, false, null, new Counts());
                Stream stream = new Stream(session)) {
            long bytes = 4L * Session.GROUP_SIZE;
            cl_mem memory = stream.allocate(bytes, "numbers");
            Launch launch = new Launch(
                            stream, stream.generated(MISTAKES, ElementType.FLOAT32), name, ElementType.FLOAT32)
                    .buffer(Buffer.fixed(memory, bytes))
                    .groups(1);
            launch.bind();
            launch.run();
            stream.finish();
        }
    }
}
