package org.neocog.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die and hang, as processes of this test's class path. */
class SupervisorTest {
    @TempDir
    Path folder;

    private final List<Integer> started = new ArrayList<>();

    private VerificationRequest request() {
        return new VerificationRequest(Optional.empty(), Optional.of("toy"), folder, Duration.ofMillis(1500));
    }

    /** A letter for each check: p passes, w is wrong, c crashes, h hangs, s dies before the plan, e dies at the end. */
    private List<ItemResult> run(String script) throws IOException, InterruptedException {
        return new Supervisor(
                        (job, number) -> {
                            started.add(job.from());
                            Path file = folder.resolve("job-" + number + ".json");
                            job.write(file);
                            return new ProcessBuilder(
                                            Path.of(System.getProperty("java.home"), "bin", "java")
                                                    .toString(),
                                            "-XX:TieredStopAtLevel=1",
                                            "-cp",
                                            System.getProperty("java.class.path"),
                                            ScriptedWorker.class.getName(),
                                            file.toString(),
                                            script)
                                    .inheritIO()
                                    .start();
                        },
                        request(),
                        result -> {})
                .run();
    }

    private static String statuses(List<ItemResult> results) {
        StringBuilder text = new StringBuilder();
        results.forEach(result -> text.append(result.status().text().charAt(0)));
        return text.toString();
    }

    @Test
    void goesOnBehindWhatCrashedAndWhatHung() throws Exception {
        // The last one is that the process ended.
        assertEquals("pwcphpp", statuses(run("pwcphp")));
        assertEquals(List.of(0, 3, 5), started);
    }

    @Test
    void leavesTheRestOfAHeadingOutAfterThreeDeaths() throws Exception {
        List<ItemResult> results = run("cccccp");
        assertEquals("cccsssp", statuses(results));
        assertTrue(results.get(3).message().contains("crashed or hung before"), results.get(3)::message);
    }

    @Test
    void reportsABundleThatDoesNotLetTheProcessStart() throws Exception {
        List<ItemResult> results = run("s");
        assertEquals("c", statuses(results));
        assertEquals("loading", results.get(0).item().group());
        assertTrue(results.get(0).message().contains("exit code 9"), results.get(0)::message);
    }

    @Test
    void reportsABundleThatKillsTheProcessWhenItStops() throws Exception {
        List<ItemResult> results = run("pe");
        assertEquals("ppc", statuses(results));
        assertEquals("unloading", results.get(2).item().group());
    }

    @Test
    void saysWhatARefusalSays() {
        VerificationException refusal = assertThrows(VerificationException.class, () -> run("r"));
        assertEquals("nothing to verify", refusal.getMessage());
    }

    @Test
    void scoresByTheWorstAndByNothingAfterACrash() {
        Item add = new Item("backend toy", "elementwise", "add(1)", "add");
        Item more = new Item("backend toy", "elementwise", "add(2)", "add");
        Item other = new Item("backend toy", "lifecycle", "closes", "");
        ItemResult passed = new ItemResult(add, Status.PASSED, 0, "", 0);
        ItemResult wrong = new ItemResult(more, Status.WRONG, 0.01, "off", 0);
        ItemResult closes = new ItemResult(other, Status.PASSED, 0, "", 0);
        VerificationReport half = report(List.of(passed, wrong, closes));
        assertEquals(Map.of("backend toy", 0.5), half.scores());
        assertEquals(Status.WRONG, half.lines().get(0).status());
        assertEquals(0.01, half.lines().get(0).worstError());
        VerificationReport dead = report(List.of(passed, new ItemResult(other, Status.CRASHED, 0, "died", 0)));
        assertEquals(0, dead.score());
        VerificationReport all = report(List.of(passed, closes, new ItemResult(more, Status.REFUSED, 0, "", 0)));
        assertEquals(1, all.score());
        assertTrue(HtmlReport.of(half).contains("<span class=\"wrong\">wrong</span> backend toy: elementwise: add(2)"));
    }

    private VerificationReport report(List<ItemResult> results) {
        return new VerificationReport("toy", folder.resolve("toy.jar"), "0", results, folder, 1);
    }
}
