package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceReportTest {
    private static final String CONTRACT = """
            {"what": "contract", "cases": 12, "refusals": 1, "failures": 0}
            {"what": "float32 peak", "device": "Device", "gflops": 1000.5}
            {"what": "share of the peak", "op": "matmul 8 8 8", "microseconds": 2.5, "gflops": 500.25, "share": 0.5}
            """;

    private static String line(String peer, String precision, double rate) {
        return "{\"peer\": \"" + peer + "\", \"task\": \"lenet-mnist\", \"batch\": 64, \"precision\": \"" + precision
                + "\", \"images_per_s\": " + rate + "}\n";
    }

    private static void assertReport(int exitCode, List<String> parts, String results) {
        DeviceReport report = new DeviceReport(Printed.in(results));
        String text = report.text().replaceAll(" +", " ");
        parts.forEach(part -> assertTrue(text.contains(part), part + " must be in " + text));
        assertEquals(exitCode, report.exitCode(), text);
    }

    @Test
    void tellsWhatWasReached() {
        assertReport(
                0,
                List.of(
                        "contract of backends: 12 cases, 0 fail: ok",
                        "Device: float32 peak measured 1000.5 GFLOP/s",
                        "matmul 8 8 8 2.5 us 500.25 GFLOP/s 0.5 of the peak",
                        "lenet-mnist 64 f32 60.0 100.0 0.60 ok",
                        "lenet-mnist 64 bf16 10.0 100.0 0.10 no aim is set"),
                CONTRACT
                        + line("neocog", "f32", 60)
                        + line("torch", "f32", 100)
                        + line("neocog", "bf16", 10)
                        + line("torch", "bf16", 100));
    }

    @Test
    void missesWhatIsBelowTheLeast() {
        assertReport(0, List.of("0.42 below the aim of 0.60"), line("neocog", "f32", 42) + line("torch", "f32", 100));
        assertReport(
                1,
                List.of("0.41 MISSED: must be at least 0.42"),
                line("neocog", "f32", 41) + line("torch", "f32", 100));
        assertReport(
                1,
                List.of("12 cases, 2 fail: FAILED"),
                "{\"what\": \"contract\", \"cases\": 12, \"refusals\": 1, \"failures\": 2}");
        assertReport(
                1,
                List.of("shares: FAILED, exit code 1"),
                "{\"what\": \"failed\", \"part\": \"shares\", \"why\": \"exit code 1\"}");
    }

    @Test
    void saysWhatIsAbsentOrRefused() {
        assertReport(3, List.of("60.0 absent - ABSENT: no peer"), line("neocog", "f32", 60));
        assertReport(
                3, List.of("PyTorch: ABSENT, none was found"), "{\"what\": \"PyTorch\", \"why\": \"none was found\"}");
        assertReport(
                0,
                List.of("refused 100.0 - we refuse: no tf32"),
                "{\"peer\": \"neocog\", \"task\": \"t\", \"batch\": 1, \"precision\": \"f32\", \"refused\": \"no tf32\"}\n"
                        + "{\"peer\": \"torch\", \"task\": \"t\", \"batch\": 1, \"precision\": \"f32\", \"images_per_s\": 100}");
    }
}
