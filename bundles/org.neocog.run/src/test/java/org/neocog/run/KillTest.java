package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training on oneDNN that is killed in its steps, by the signal that no process sees, and resumed each time, ends with the bits of one that
 * was left alone. {@code -Dneocog.kills=20} kills more often, {@code
 * -Dneocog.swap.kills=10} those that swap between two instances of oneDNN, {@code -Dneocog.kill.config=FILE} trains something else, for example {@code
 * benchmarks/kill/resnet20.yaml}; the seed of the moments is printed when it fails and can be set by {@code -Dneocog.kill.seed}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("neocog.kills", 2);

    @TempDir
    Path folder;

    /** Swaps to and fro all the time while they are killed. */
    private static final int SWAP_KILLS = Integer.getInteger("neocog.swap.kills", 1);

    private static Process start(Path run, boolean swapping) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-D" + KilledRun.SWAPPING + "=" + swapping,
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                run.toString()));
        Optional.ofNullable(System.getProperty("neocog.kill.config")).ifPresent(command::add);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(run.resolveSibling(run.getFileName() + ".log").toFile())
                .start();
    }

    private static void finish(Process process, Path run) throws Exception {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it comes to an end");
        assertEquals(0, process.exitValue(), () -> {
            try {
                return Files.readString(run.resolveSibling(run.getFileName() + ".log"));
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private static boolean hasReached(Path run, long step) {
        return Files.exists(run.resolve("checkpoints/step-%08d.json".formatted(step)));
    }

    @Test
    void killedAtRandomStepsItEndsWithTheSameBits() throws Exception {
        assertEndsWithTheSameBits(KILLS, false);
    }

    @Test
    void killedAtRandomMomentsOfSwapsItEndsWithTheSameBits() throws Exception {
        assertEndsWithTheSameBits(SWAP_KILLS, true);
        String events = Files.readString(folder.resolve("killed/events.jsonl"));
        assertTrue(events.contains("\"swap\""), events);
    }

    private void assertEndsWithTheSameBits(int wanted, boolean swapping) throws Exception {
        long seed = Long.getLong("neocog.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        finish(start(whole, false), whole);
        long steps = RunFolder.summary(whole).orElseThrow().get("steps").getAsLong();
        int kills = 0;
        for (int i = 1; i <= wanted; i++) {
            Process process = start(killed, swapping);
            long awaited = Math.max(3, (steps - 6) * i / (wanted + 1) / 3 * 3); // a checkpoint comes every 3 steps
            while (process.isAlive() && !hasReached(killed, awaited)) {
                Thread.sleep(2);
            }
            Thread.sleep(random.nextInt(30)); // into the steps after it, or into the next checkpoint
            if (process.isAlive()) {
                process.destroyForcibly();
                kills++;
            }
            process.waitFor();
        }
        finish(start(killed, swapping), killed);
        String context = "seed=" + seed + ", kills=" + kills;
        assertEquals(wanted, kills, context);
        assertEquals(metrics(whole), metrics(killed), context);
        assertArrayEquals(Fixture.weights(whole, steps), Fixture.weights(killed, steps), context);
    }

    /** All lines, without the times that a clock gave. */
    private static List<String> metrics(Path run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonObject object = Json.parse(line);
            object.remove("seconds");
            object.remove("imagesPerSecond");
            object.remove("inputBound");
            lines.add(object.toString());
        }
        return lines;
    }
}
