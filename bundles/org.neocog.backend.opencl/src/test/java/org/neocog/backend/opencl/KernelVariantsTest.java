package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
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

    private static final int CHAINS = 3;

    /** Where the kernels differ by more than how elements are shared out. */
    private static final List<String> DIFFERENT = List.of("convolution", "matrices", "reductions", "normalization");

    @Test
    void kernelsForGraphicsProcessorsKeepTheContract() {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device(), false, Long.MAX_VALUE)) {
            holds(
                    backend,
                    EACH,
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
                    claim -> List.of("compositions", "programs", "gradients", "boundary values")
                            .contains(claim.group()));
        }
    }

    private static void holds(OpenClBackend backend, int each, Predicate<ContractCase> chosen) {
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
        assertTrue(ran.size() == 4, "groups of cases must run, but ran=" + ran);
        assertEquals(List.of(), failures);
    }
}
