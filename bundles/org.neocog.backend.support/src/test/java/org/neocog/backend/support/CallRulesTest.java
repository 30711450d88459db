package org.neocog.backend.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.BackendException;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class CallRulesTest {
    private static final CallRules RULES = new CallRules("test");
    private static final Variable A = new Variable("a", TensorType.of(ElementType.FLOAT32, 3), Variable.Role.PARAMETER);
    private static final Variable B =
            new Variable("b", TensorType.of(ElementType.FLOAT32, 2000), Variable.Role.PARAMETER);

    @Test
    void refusesCallsOfAClosedExecutable() {
        assertEquals("parts", RULES.open("parts", "run"));
        assertEquals(
                "test: run needs an open executable, but it was closed. Compile the program again.",
                assertThrows(IllegalStateException.class, () -> RULES.open(null, "run"))
                        .getMessage());
    }

    @Test
    void namesTheGraphsThatThereAre() {
        assertEquals(1, RULES.graph(Map.of("train", 1), "train"));
        assertEquals(
                "test: there is no graph \"tain\"; graphs: [train].",
                assertThrows(BackendException.class, () -> RULES.graph(Map.of("train", 1), "tain"))
                        .getMessage());
    }

    @Test
    void restoresWhatFitsAVariable() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Tensor tensor = Tensor.zeros(allocator, A.type())) {
            assertSame(
                    tensor,
                    RULES.restored(new Snapshot(Map.of("a", tensor)), List.of(B, A))
                            .get(A));
            assertEquals(
                    "test: restore: every name must be a variable, but name=\"c\"; variables: [b, a].",
                    refusal(Map.of("c", tensor)));
            assertEquals(
                    "test: restore: variable \"b\" must be " + B.type() + ", but snapshot=" + A.type()
                            + ". Take the snapshot of the same model.",
                    refusal(Map.of("b", tensor)));
            tensor.close();
            assertThrows(
                    IllegalStateException.class, () -> RULES.restored(new Snapshot(Map.of("a", tensor)), List.of(A)));
        }
    }

    private static String refusal(Map<String, Tensor> tensors) {
        return assertThrows(BackendException.class, () -> RULES.restored(new Snapshot(tensors), List.of(B, A)))
                .getMessage();
    }

    @Test
    void aSnapshotIsWholeOrLeavesNothing() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            try (Snapshot snapshot =
                    RULES.snapshot(allocator, List.of(A, B), (variable, tensor) -> tensor.setDouble(1, 2))) {
                assertEquals(List.of("a", "b"), List.copyOf(snapshot.tensors().keySet()));
                assertEquals(2, snapshot.tensor("b").getDouble(1));
            }
            assertThrows(
                    BackendException.class,
                    () -> RULES.snapshot(allocator, List.of(A, B), (variable, tensor) -> {
                        if (variable.equals(B)) {
                            throw new BackendException("the device is gone");
                        }
                    }));
            assertEquals(0, allocator.getAllocatedMemory());
        }
        try (BufferAllocator small = NeocogAllocators.root("test", 4096)) {
            String refusal = assertThrows(
                            InsufficientMemoryException.class,
                            () -> RULES.snapshot(small, List.of(A, B), (variable, tensor) -> {}))
                    .getMessage();
            assertEquals("test: the snapshot must fit into the allocator: ", refusal.substring(0, 48));
            assertEquals(0, small.getAllocatedMemory());
        }
    }
}
