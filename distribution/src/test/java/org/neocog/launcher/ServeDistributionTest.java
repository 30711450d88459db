package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.launcher.Tool.Result;

/** A server as ops use it: files in folders, and commands of other processes. */
class ServeDistributionTest {
    private static final long SECONDS = 60;
    private static final String CONFIG = """
            neocog: 1
            data:
              train: {dataset: digits, train-size: 500, test-size: 100, cache: "CACHE", split: train, batch: 16, transforms: [{pad: 2}]}
            model: {architecture: lenet5}
            optimizer: {type: sgd, learning-rate: 0.001}
            train: {steps: 1000000}
            checkpoint: {every: {epochs: 1000}}
            backend: {prefer: [reference]}
            """;

    @TempDir
    Path own;

    private Path log;
    private Path run;

    @BeforeEach
    void name() {
        log = own.resolve("server.log");
        run = own.resolve("runs/a");
    }

    private Tool tool() {
        return new Tool(Tool.assembled(), own.resolve("cache"), own)
                .with("NEOCOG_SOCKET", own.resolve("s.sock").toString());
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void await(Supplier<String> where, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!where.get().contains(what)) {
            if (System.nanoTime() > end) {
                fail("\"" + what + "\" must come, but there is " + where.get() + "; log: " + text(log));
            }
            Thread.sleep(50);
        }
    }

    private static Path bundle(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Tool.assembled().resolve("repo"))) {
            return files.filter(file -> file.getFileName().toString().matches(Pattern.quote(name) + "-[0-9].*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void runsWhatIsInItsFolderAndDoesWhatOtherProcessesAsk() throws Exception {
        Files.createDirectories(own.resolve("configs"));
        Files.createDirectories(own.resolve("deploy"));
        Process server = tool().errTo(log).start("serve", "--deploy", "deploy", "--poll", "50");
        try {
            await(() -> text(log), "serve: listens at");
            Path config = own.resolve("configs/a.yaml");
            String digits = Path.of("target", "digits").toAbsolutePath().toString();
            Files.writeString(config, CONFIG.replace("CACHE", digits));
            await(() -> text(run.resolve("events.jsonl")), "RUNNING");

            Result swap = tool().run("swap", "a", "--backend", "onednn");
            if (swap.code() == 0) { // elsewhere than on x86-64 there is no such backend
                assertTrue(swap.out().startsWith("a: on \"onednn\" after step "), swap.out());
                assertTrue(text(run.resolve("events.jsonl")).contains("\"cause\":\"asked\""));
            } else {
                assertTrue(swap.err().contains("none matches (neocog.backend.name=onednn)"), swap.err());
            }

            Result set = tool().run("set", "a", "optimizer.learning-rate=0.002");
            assertEquals(
                    "a: at the next step boundary: optimizer.learning-rate 0.001 -> 0.002\n", set.out(), set.err());
            await(() -> text(run.resolve("config.yaml")), "learning-rate: 0.002");
            Result refused = tool().run("set", "a", "seed=5");
            assertEquals(2, refused.code());
            assertTrue(refused.err().contains("the order of the examples so far would be another"), refused.err());

            Files.copy(bundle("org.neocog.lib.onednn"), own.resolve("deploy/library.jar"));
            await(() -> text(log), "org.neocog.lib.onednn must not be replaced while a run goes on, but runs=[a]");
            updatesAfterItHasSaidWhatThatTouches("org.neocog.layer.pooling", "none; runs that it does not: a on ");
            updatesAfterItHasSaidWhatThatTouches("org.neocog.dataset.digits", "a on ");
            await(() -> text(run.resolve("events.jsonl")), "\"event\":\"data\"");

            assertEquals("a: will rest\n", tool().run("pause", "a").out());
            await(() -> text(run.resolve("events.jsonl")), "PAUSED");
            assertEquals("a: goes on\n", tool().run("resume", "a").out());
            Result list = tool().run("list", "runs");
            assertTrue(list.out().contains("runs/a"), list.out());

            Files.delete(config);
            await(() -> text(run.resolve("summary.json")), "cancelled");
            Result gone = tool().run("stop", "a");
            assertEquals(2, gone.code(), gone.err());
        } finally {
            server.destroy();
        }
        assertTrue(server.waitFor(SECONDS, TimeUnit.SECONDS));
        assertEquals(130, server.exitValue(), () -> text(log));
        assertTrue(Files.notExists(own.resolve("s.sock")));
    }

    private void updatesAfterItHasSaidWhatThatTouches(String bundle, String touched) throws Exception {
        Files.copy(bundle(bundle), own.resolve("deploy/" + bundle + ".jar"));
        await(() -> text(log), "deploy: updated " + bundle + " ");
        String all = text(log);
        int said = all.indexOf("deploy: updating " + bundle + " ");
        assertTrue(said >= 0 && said < all.indexOf("deploy: updated " + bundle + " "), all);
        String line = all.substring(said, all.indexOf('\n', said));
        assertTrue(line.contains("; restarts with it: nothing; runs that it touches: " + touched), line);
    }

    @Test
    void refusesToServeTheExperimentsThatShip() {
        Result result = tool().run(
                        "serve",
                        "--configs",
                        Tool.assembled().resolve("configs").toString());
        assertEquals(2, result.code());
        assertTrue(
                result.err().contains("--configs must not be the folder of the experiments that ship"), result.err());
    }
}
