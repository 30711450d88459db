package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class MeanAnswerTest {
    @Test
    void isTheMeanOfTheSoftmax() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 16);
                Tensor logits = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 4, 2));
                MeanAnswer mean = new MeanAnswer(2, 2, allocator)) {
            double log3 = Math.log(3);
            // softmax: (3/4, 1/4), (1/2, 1/2), (1/4, 3/4), (0, 1)
            logits.copyFrom(new double[] {log3, 0, 800, 800, 0, log3, -900, 100});
            assertFalse(mean.add(logits, 0));
            assertTrue(mean.add(logits, 1));
            assertEquals(0.625, Math.exp(mean.logits().getDouble(0)), 1e-7);
            assertEquals(-Math.log(0.375), mean.loss(1), 1e-7);
            assertFalse(mean.add(logits, 2));
            assertTrue(mean.add(logits, 3));
            assertEquals(0.125, Math.exp(mean.logits().getDouble(0)), 1e-7);
            assertEquals(0.875, Math.exp(mean.logits().getDouble(1)), 1e-7);
        }
    }

    @Test
    void isNanWhereALogitIs() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 16);
                Tensor logits = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 1, 2));
                MeanAnswer mean = new MeanAnswer(1, 2, allocator)) {
            logits.copyFrom(new double[] {Double.NaN, 1});
            assertTrue(mean.add(logits, 0));
            assertEquals(2, Evaluator.rank(mean.logits(), 0, 2, 0));
        }
    }
}
