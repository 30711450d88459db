package org.neocog.backend.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp;
import org.neocog.tensor.ElementType;

/** What reports are made of: how each case ended, on which op, and how far it was off. */
class VerdictTest {
    private static final Toy RIGHT = Toy.right(ElementType.FLOAT32);

    private static Verdict verdict(Backend backend, String name) {
        List<ContractCase> found = ContractCases.all(backend, ContractOptions.standard()).stream()
                .filter(claim ->
                        claim.group().equals("elementwise") && claim.name().equals(name))
                .toList();
        assertEquals(1, found.size(), name);
        assertEquals("add", found.get(0).op());
        return found.get(0).verdict();
    }

    private static Verdict add(Backend backend) {
        return verdict(backend, "add(float32[5, 13], float32[5, 13])");
    }

    @Test
    void aRightResultIsWithinItsRounding() {
        Verdict verdict = add(RIGHT);
        assertEquals(Verdict.Kind.PASSED, verdict.kind(), verdict.message());
        assertTrue(verdict.error() <= 0x1p-23, () -> "error=" + verdict.error());
    }

    @Test
    void aWrongResultTellsHowWrongItIs() {
        Verdict verdict =
                add(RIGHT.with((node, operands) -> node.op().equals(new ElementwiseOp.Binary(BinaryFunction.ADD))
                        ? List.of(Oracle.ROUNDED.compute(node, operands).get(0).map(v -> v * 1.01))
                        : Oracle.ROUNDED.compute(node, operands)));
        assertEquals(Verdict.Kind.WRONG, verdict.kind());
        assertEquals(0.01, verdict.error(), 1e-4);
        assertTrue(verdict.message().contains("must be"), verdict.message());
    }

    @Test
    void aRefusalNamesTheOp() {
        Verdict verdict = add(RIGHT.supporting(node -> !node.op().name().equals("add")));
        assertEquals(new Verdict(Verdict.Kind.REFUSED, java.util.Set.of("add"), 0, ""), verdict);
    }

    @Test
    void memoryThatStaysIsALeak() {
        Verdict verdict = ContractCases.all(RIGHT.with(Toy.Fault.LEAK), ContractOptions.standard()).stream()
                .filter(claim -> claim.name().equals("variables start as zero"))
                .findFirst()
                .orElseThrow()
                .verdict();
        assertEquals(Verdict.Kind.LEAKED, verdict.kind(), verdict.message());
    }
}
