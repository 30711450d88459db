package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a fault of data happens, and what it does. */
class FaultyDatasetTypeTest {
    @Test
    void happensInTheReadThatHoldsTheExample() {
        DataFault fault = new DataFault(DataFault.Kind.THROW, "train", 5);
        assertEquals(false, fault.happens("train", 4));
        assertEquals(false, fault.happens("test", 4));
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> fault.happens("train", 4));
        assertTrue(thrown.getMessage().contains("example 5 of split \"train\""), thrown.getMessage());
        assertEquals(false, fault.happens("train", 4));
    }

    @Test
    void corruptsOneReadOnly() {
        DataFault fault = new DataFault(DataFault.Kind.CORRUPT, "train", 1);
        assertTrue(fault.happens("train", 2));
        assertEquals(false, fault.happens("train", 2));
        byte[] pixels = {0, 1, -1, 7};
        DataFault.negate(pixels, 3);
        assertEquals("-1,-2,0,7", pixels[0] + "," + pixels[1] + "," + pixels[2] + "," + pixels[3]);
    }

    @Test
    void hangsUntilItIsInterrupted() {
        DataFault fault = new DataFault(DataFault.Kind.HANG, "train", 1);
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, () -> fault.happens("train", 1));
        assertTrue(Thread.interrupted());
    }

    @Test
    void kindsHaveTheNamesOfCommands() {
        assertEquals(DataFault.Kind.CORRUPT, DataFault.Kind.of("data-corrupt").orElseThrow());
        assertTrue(DataFault.Kind.of("corrupt").isEmpty());
    }
}
