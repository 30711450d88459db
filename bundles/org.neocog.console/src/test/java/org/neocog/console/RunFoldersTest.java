package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersTest {
    @TempDir
    Path runs;

    private Path run(String name) throws IOException {
        Path folder = Files.createDirectory(runs.resolve(name));
        Files.writeString(folder.resolve("config.yaml"), "neocog: 1\n");
        return folder;
    }

    @Test
    void readsCompletedUnfinishedAndTornRuns() throws IOException {
        Files.writeString(
                run("a").resolve("summary.json"),
                "{\"status\": \"completed\", \"epochs\": 12, \"eval\": {\"accuracy\": 0.99}}");
        Files.writeString(
                run("b").resolve("metrics.jsonl"),
                "{\"epoch\": 1, \"eval\": {\"accuracy\": 0.5}}\n{\"epoch\": 2, \"eval\": {\"accuracy\": 0.75}}\n{\"epoch\": 3, \"eval\": {\"accur");
        Files.writeString(run("c").resolve("summary.json"), "{\"status\": \"comp");
        Files.createDirectory(runs.resolve("no run"));

        List<RunFolders.Entry> entries = RunFolders.in(runs);

        assertEquals(
                List.of(
                        new RunFolders.Entry("a", "completed", 12, 0.99, runs.resolve("a")),
                        new RunFolders.Entry("b", "unfinished", 2, 0.75, runs.resolve("b")),
                        new RunFolders.Entry("c", "unfinished", 0, Double.NaN, runs.resolve("c"))),
                entries);
    }

    @Test
    void thereAreNoneWithoutTheFolder() {
        assertEquals(List.of(), RunFolders.in(runs.resolve("absent")));
    }

    @Test
    void tellsOfSwapsAndOfBackendsThatWereSetAside() throws IOException {
        Path folder = run("a");
        Files.writeString(
                folder.resolve("events.jsonl"),
                "{\"event\":\"state\",\"state\":\"RUNNING\"}\n"
                        + "{\"event\":\"swap\",\"from\":{\"backend\":\"x\"},\"to\":{\"backend\":\"y\"}}\n"
                        + "{\"event\":\"quarantine\",\"backend\":\"z\"}\n"
                        + "{\"event\":\"swap\",\"from\":{\"backend\":\"y\"},\"to\":{\"backend\":\"x\"}}\n{\"ev");
        RunEvents events = RunEvents.of(folder);
        assertEquals("2 (x > y > x)", events.shown());
        assertEquals("z", events.shownQuarantines());
        assertEquals("-", RunEvents.of(run("b")).shown());
    }
}
