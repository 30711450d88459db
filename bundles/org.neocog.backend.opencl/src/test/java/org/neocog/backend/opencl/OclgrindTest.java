package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.testkit.TuningFile;

/**
 * Kernels for graphics processors within Oclgrind, which runs each work-item by itself and reports races and what lies outside of a buffer. It is a driver like
 * another, in a process of its own that is shown no other.
 */
class OclgrindTest {
    private static final Path DRIVER =
            Path.of(System.getProperty("neocog.oclgrind", "/usr/lib/oclgrind/liboclgrind-rt-icd.so"));
    /** Cases of each group of the contract: the simulator takes a second for some. */
    private static final String EACH = System.getProperty("neocog.oclgrind.cases", "2");

    private static final long MINUTES = 5;

    @TempDir
    Path folder;

    private record Outcome(List<String> printed, String reports) {}

    @BeforeAll
    static void thereIsASimulator() {
        if (!Files.exists(DRIVER)) {
            String problem = "SKIPPED: OclgrindTest needs Oclgrind's driver, but there is no " + DRIVER
                    + ". Install the package oclgrind, or name the driver by -Dneocog.oclgrind=FILE.";
            System.err.println(problem);
            Assumptions.abort(problem);
        }
    }

    @Test
    void kernelsForGraphicsProcessorsHaveNoRacesAndStayWithinTheirBuffers() throws Exception {
        Outcome outcome = run(EACH);
        assertEquals("device opencl:oclgrind:0", outcome.printed.get(0));
        List<String> holding = outcome.printed.stream()
                .filter(line -> line.startsWith("holds "))
                .toList();
        assertEquals(outcome.printed.subList(1, outcome.printed.size()), holding);
        assertTrue(
                holding.stream().filter(line -> line.contains(" convolution: ")).count() >= Integer.parseInt(EACH),
                holding::toString);
        assertEquals("", outcome.reports);
    }

    @Test
    void productsByEachTileHaveNoRacesAndWhatIsFastestIsFoundByTheClock() throws Exception {
        Outcome outcome = run("tiles");
        List<String> want = new ArrayList<>();
        for (Tile tile : SimulatedCases.tiles()) {
            want.addAll(List.of("tile " + tile.name(), "holds", "holds"));
        }
        List<String> got = outcome.printed.stream()
                .skip(1)
                .map(line -> line.startsWith("holds ") ? "holds" : line)
                .toList();
        assertEquals(want, got);
        assertEquals("", outcome.reports);

        List<String> kept = List.copyOf(new TuningFile(folder.resolve("tuning-oclgrind-0.properties"))
                .choices()
                .values());
        assertEquals(1, kept.size(), kept::toString);
        assertTrue(Tiles.GPU.all().stream().anyMatch(tile -> tile.name().equals(kept.get(0))), kept::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"race", "bounds"})
    void mistakesAreReported(String mistake) throws Exception {
        String reports = run(mistake).reports;
        String wanted = mistake.equals("race") ? "data race" : "Invalid write";
        assertTrue(reports.contains(wanted), "reports=" + reports);
        assertTrue(reports.contains("Kernel: " + mistake), "reports=" + reports);
    }

    private Outcome run(String argument) throws IOException, InterruptedException {
        Path reports = folder.resolve("reports");
        Path printed = folder.resolve("printed");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dneocog.opencl.simulators=true",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatedCases.class.getName(),
                        argument,
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("OCL_ICD_VENDORS", DRIVER.toString());
        builder.environment().put("OCLGRIND_DATA_RACES", "1");
        builder.environment().put("OCLGRIND_LOG", reports.toString());
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the simulator must end within " + MINUTES + " minutes, but does not");
        }
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), text);
        return new Outcome(
                text.lines().filter(OclgrindTest::isOurs).toList(),
                Files.exists(reports) ? Files.readString(reports, StandardCharsets.UTF_8) : "");
    }

    /** A later Java warns of what libraries do, on several lines. */
    private static boolean isOurs(String line) {
        return line.startsWith("device ")
                || line.startsWith("holds ")
                || line.startsWith("fails ")
                || line.startsWith("tile ");
    }
}
