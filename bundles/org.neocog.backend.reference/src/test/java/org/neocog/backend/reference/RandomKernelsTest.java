package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class RandomKernelsTest {
    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void isTheBlockOfSeedStepSiteAndElement() {
        long seed = 123_456_789_012L;
        long step = (5L << 32) + 7;
        int site = 3;
        Value state = run.in(ElementType.INT64, Shape.of(2), (double) seed, (double) step);
        double[] numbers = run.result(run.b.randomUniform(state, ElementType.FLOAT32, Shape.of(3, 1001), site));
        int[] words = new int[4];
        for (int i = 0; i < numbers.length; i++) {
            Philox.block(seed, i / 4, (3L << 32) + 7, words);
            assertEquals((words[i % 4] >>> 8) * 0x1p-24, numbers[i], "element " + i);
        }
    }
}
