package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.backend.testkit.ContractCase;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;

/**
 * Parts of the contract on the kernels that the test device would not get by itself: those for graphics processors, with groups of many items, local
 * memory and barriers, and those generated for chains of elementwise ops, whatever their size.
 */
class KernelVariantsTest {
    /** Cases of each group that are run; each of its kernels is built once, which takes PoCL longer than all runs. */
    private static final int EACH = 60;

    /** Where products are, alone and with what is done to their results. */
    private static final List<String> OF_PRODUCTS = List.of("convolution", "matrices", "compositions", "gradients");

    /** Where the kernels differ by more than how elements are shared out. */
    private static final List<String> DIFFERENT = List.of("convolution", "matrices", "reductions", "normalization");

    @Test
    void kernelsForGraphicsProcessorsKeepTheContract() {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device(), false, Long.MAX_VALUE)) {
            holds(
                    backend,
                    EACH,
                    DIFFERENT.size(),
                    claim -> DIFFERENT.contains(claim.group())
                            && !claim.toString().contains("float64"));
        }
    }

    @Test
    void generatedChainsKeepTheContract() {
        try (OpenClBackend backend =
                new OpenClBackend(TestDevice.device(), TestDevice.device().isCpu(), 1)) {
            holds(
                    backend,
                    8,
                    4,
                    claim -> List.of("compositions", "programs", "gradients", "boundary values")
                            .contains(claim.group()));
        }
    }

    static Stream<Tile> tiles() {
        return Stream.concat(Tiles.CPU.all().stream(), SimulatedCases.tiles().stream());
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void productsByEachTileKeepTheContract(Tile tile) {
        boolean cpuKernels = Tiles.CPU.all().contains(tile);
        List<Tile> all = tile.alongRows() ? List.of(tile, Tile.ofVectors(64, 2)) : List.of(tile);
        try (OpenClBackend backend = new OpenClBackend(
                TestDevice.device(), cpuKernels, Long.MAX_VALUE, new Tiles(all, List.of()), OpenClLibrary.cache())) {
            holds(
                    backend,
                    Integer.MAX_VALUE,
                    OF_PRODUCTS.size(),
                    claim -> OF_PRODUCTS.contains(claim.group())
                            && !claim.toString().contains("float64"));
        }
    }

    private static void holds(OpenClBackend backend, int each, int groups, Predicate<ContractCase> chosen) {
        List<String> failures = new ArrayList<>();
        Map<String, Integer> ran = new HashMap<>();
        List<ContractCase> cases = new ArrayList<>(ContractCases.all(backend, ContractOptions.standard()));
        java.util.Collections.shuffle(cases, new java.util.Random(1));
        for (ContractCase claim : cases) {
            if (chosen.test(claim) && ran.merge(claim.group(), 1, Integer::sum) <= each) {
                try {
                    claim.run();
                } catch (AssertionError e) {
                    failures.add(e.getMessage());
                }
            }
        }
        assertEquals(groups, ran.size(), () -> "groups of cases must run, but ran=" + ran);
        assertEquals(List.of(), failures);
    }
}
