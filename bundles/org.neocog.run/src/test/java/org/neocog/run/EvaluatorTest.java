package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class EvaluatorTest {
    private static int rank(int label, double... logits) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 16);
                Tensor tensor = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 1, logits.length))) {
            tensor.copyFrom(logits);
            return Evaluator.rank(tensor, 0, logits.length, label);
        }
    }

    @Test
    void countsGreaterLogits() {
        assertEquals(0, rank(2, 1, -3, 5, 4));
        assertEquals(2, rank(0, 1, -3, 5, 4));
        assertEquals(3, rank(1, 1, -3, 5, 4));
    }

    @Test
    void takesTheFirstOfEqualLogits() {
        assertEquals(0, rank(0, 7, 7, 7));
        assertEquals(2, rank(2, 7, 7, 7));
    }

    @Test
    void neverCountsNanAsRight() {
        assertEquals(3, rank(0, Double.NaN, 1, 2));
        assertEquals(1, rank(2, Double.NaN, 1, 2));
    }
}
