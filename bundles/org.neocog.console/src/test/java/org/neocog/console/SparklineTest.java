package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
    private static final String LEVELS = "0123";

    @Test
    void standsHigherForGreaterNumbers() {
        assertEquals("0123", Sparkline.of(List.of(0.0, 1.0, 2.0, 3.0), 10, LEVELS));
        assertEquals("33", Sparkline.of(List.of(5.0, 5.0), 10, LEVELS), "it begins at 0");
        assertEquals("0", Sparkline.of(List.of(0.0), 10, LEVELS));
    }

    @Test
    void takesFewerPlacesThanNumbersFromEndToEnd() {
        assertEquals("03", Sparkline.of(List.of(0.0, 1.0, 2.0, 3.0), 2, LEVELS));
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        assertEquals("0 3", Sparkline.of(List.of(0.0, Double.NaN, 3.0), 3, LEVELS));
    }
}
