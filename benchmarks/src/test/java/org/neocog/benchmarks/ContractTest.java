package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContractTest {
    @BeforeEach
    void deviceIsThere() {
        OpenClDevice.require();
    }

    @Test
    void runsTheGroupsThatAreNamed() throws Exception {
        List<JsonObject> lines = Printed.by(() -> assertEquals(0, Contract.run(List.of("integers"))));
        assertEquals(1, lines.size());
        assertEquals("contract", lines.get(0).get("what").getAsString());
        int cases = lines.get(0).get("cases").getAsInt();
        assertTrue(cases > lines.get(0).get("refusals").getAsInt(), "some must have been computed, of " + cases);
        assertEquals(0, lines.get(0).get("failures").getAsInt());
    }

    @Test
    void failsWhereNoCaseIsNamed() throws Exception {
        List<JsonObject> lines = Printed.by(() -> assertEquals(4, Contract.run(List.of("elements"))));
        assertEquals(0, lines.get(0).get("cases").getAsInt());
    }
}
