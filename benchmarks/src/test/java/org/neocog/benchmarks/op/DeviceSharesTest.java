package org.neocog.benchmarks.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.benchmarks.OpenClDevice;
import org.neocog.benchmarks.Printed;

class DeviceSharesTest {
    @Test
    void printsThePeakAndWhatEachOpReaches() throws Exception {
        OpenClDevice.require();
        List<JsonObject> lines = Printed.by(() -> DeviceShares.main(new String[] {"1", "0", "8,16", "4 8 4 3 1"}));
        assertEquals(1 + 3 + 3 * 2, lines.size(), lines::toString);
        assertEquals("float32 peak", lines.get(0).get("what").getAsString());
        assertTrue(lines.get(0).get("gflops").getAsDouble() > 0);
        assertEquals(
                List.of(
                        "matmul 8 8 8",
                        "matmul 16 16 16",
                        "all matmul",
                        "convolution 1 4 8 4 3 1",
                        "all convolution",
                        "convolution_input_gradient 1 4 8 4 3 1",
                        "all convolution_input_gradient",
                        "convolution_filter_gradient 1 4 8 4 3 1",
                        "all convolution_filter_gradient"),
                lines.stream().skip(1).map(line -> line.get("op").getAsString()).toList());
        for (JsonObject line : lines.subList(1, lines.size())) {
            assertEquals("share of the peak", line.get("what").getAsString());
            assertTrue(line.get("microseconds").getAsDouble() >= 0, line::toString);
            assertTrue(Double.isFinite(line.get("share").getAsDouble()), line::toString);
        }
    }
}
