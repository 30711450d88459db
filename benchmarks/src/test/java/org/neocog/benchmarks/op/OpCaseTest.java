package org.neocog.benchmarks.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpCaseTest {
    /** Two operations for each multiplication; bytes of operands and of the result, four for each number. */
    @ParameterizedTest
    @CsvSource({
        "matmul 2 3 5, 60, 124",
        "convolution 2 3 8 5 3 1, 34560, 4636",
        "convolution_input_gradient 2 3 8 5 3 1, 34560, 4636",
        "convolution_filter_gradient 2 3 8 5 3 2, 8640, 2716",
        "max_pool 2 3 8, 0, 1920",
        "relu 2 3 8, 0, 3072",
        "add 2 3 8, 0, 4608",
        "batch_normalization_training 2 3 8, 0, 3096"
    })
    void countsOperationsAndBytes(String op, double operations, double bytes) {
        OpCase once = OpCase.of(op);
        assertEquals(operations, once.operations());
        assertEquals(bytes, once.bytes());
        assertEquals(3 * operations, OpCase.of(op, 3).operations());
    }
}
