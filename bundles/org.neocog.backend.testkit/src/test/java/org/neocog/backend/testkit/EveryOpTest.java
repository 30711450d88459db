package org.neocog.backend.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;

/** Every result of every op: one element a little off is noticed. */
class EveryOpTest {
    private static final Toy RIGHT = Toy.right(ElementType.FLOAT32);
    private static final double LITTLE = 1e-4;

    /** The cases of single ops by the op's name. */
    private static Map<String, List<Integer>> casesByOp(List<ContractCase> cases) {
        Map<String, List<Integer>> byOp = new TreeMap<>();
        for (int i = 0; i < cases.size(); i++) {
            String name = cases.get(i).name();
            boolean single = name.matches("[a-z_]+\\(.*") && !name.contains("[0");
            if (single) {
                byOp.computeIfAbsent(name.substring(0, name.indexOf('(')), op -> new ArrayList<>())
                        .add(i);
            }
        }
        return byOp;
    }

    private static NdArray off(NdArray array) {
        NdArray wrong = array.map(v -> v);
        for (int i = array.size() - 1; i >= 0; i--) {
            double v = array.get(i);
            if (Double.isFinite(v) && Math.abs(v) > Float.MIN_NORMAL) {
                wrong.set(i, array.type().element().isFloating() ? v * (1 + LITTLE) : v - 1);
                return wrong.rounded();
            }
        }
        return wrong;
    }

    private static Toy wrong(String op, int result) {
        return RIGHT.with((node, operands) -> {
            List<NdArray> results = new ArrayList<>(Oracle.ROUNDED.compute(node, operands));
            if (node.op().name().equals(op) && result < results.size()) {
                results.set(result, off(results.get(result)));
            }
            return results;
        });
    }

    private static int failures(Toy toy, List<Integer> which) {
        ContractReport report = new ContractReport("toy");
        List<ContractCase> cases = ContractCases.all(toy, ContractOptions.standard());
        for (int i : which.subList(0, Math.min(which.size(), 12))) {
            try {
                report.run(cases.get(i));
            } catch (AssertionError e) {
                assertTrue(e.getMessage().contains(" must be "), e::getMessage);
            }
        }
        return report.failures().size();
    }

    @Test
    void oneElementALittleOffIsNoticed() {
        Map<String, List<Integer>> byOp = casesByOp(ContractCases.all(RIGHT, ContractOptions.standard()));
        assertEquals(54, byOp.size(), byOp.keySet()::toString);
        byOp.forEach((op, which) -> {
            assertEquals(0, failures(RIGHT, which), op);
            boolean several = List.of("batch_normalization_training", "batch_normalization_gradient")
                    .contains(op);
            for (int result = 0; result < (several ? 3 : 1); result++) {
                int failures = failures(wrong(op, result), which);
                assertTrue(failures >= 2, op + " result " + result + ": failures=" + failures + " of " + which.size());
            }
        });
    }
}
