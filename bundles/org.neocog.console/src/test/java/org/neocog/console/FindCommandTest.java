package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.run.RunException;

class FindCommandTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(folder);
    }

    @Test
    void tellsTheCurveAndWhichRatesToTake() {
        assertEquals(0, bench.execute("find", "learning-rate", "small.yaml", "--steps", "30", "--to", "2"), bench::err);
        assertEquals(
                List.of("learning-rate small Options[from=1.0E-6, to=2.0, steps=30, backend=Optional.empty]"),
                bench.finders.calls);
        String[] lines = bench.out().split("\n");
        assertEquals("step      rate    loss  smoothed", lines[0]);
        assertEquals("   1  1.00e-07  2.0000    2.0000", lines[1]);
        assertEquals("   4    0.0001  1.5000    1.5000  falls the fastest", lines[4]);
        assertEquals("   7       0.1  0.5000    0.5000  lowest", lines[7]);
        assertTrue(bench.out().contains("The loss diverged above 100."), bench.out());
        assertTrue(bench.out().contains("optimizer.learning-rate=0.0001   where"), bench.out());
        assertTrue(bench.out().contains("optimizer.learning-rate=0.00316   the largest that is safe"), bench.out());
        assertTrue(bench.err().contains("step 9/30  rate 10  loss 3.0000"), bench.err());
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        assertEquals(0, bench.execute("find", "learning-rate", "small.yaml", "--json", "-o", "x.png"), bench::err);
        JsonObject json = bench.json();
        assertEquals(1e-4, json.getAsJsonObject("learningRate").get("steepest").getAsDouble());
        assertEquals(
                Math.sqrt(1e-5),
                json.getAsJsonObject("learningRate").get("safe").getAsDouble(),
                1e-12);
        assertEquals(0.1, json.get("lowest").getAsDouble());
        assertEquals(10, json.getAsJsonArray("samples").size());
        byte[] picture = Files.readAllBytes(folder.resolve("x.png"));
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(picture, 4));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of("small.yaml", "x.png"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void tellsWhichBatchesFitAndWhichAreFast() throws IOException {
        assertEquals(
                0,
                bench.execute(
                        "find", "batch-size", "small.yaml", "--memory", "4K", "--largest", "64", "--backend", "r*"),
                bench::err);
        assertEquals(
                List.of("batch-size small Options[memoryLimit=Optional[4096], largest=64, seconds=1.0,"
                        + " backend=Optional[r*]]"),
                bench.finders.calls);
        assertEquals("""
                small on reference, at most 4.0 KiB

                batch   memory  ms/step  images/s
                   16  2.0 KiB     10.0      1600  fastest
                   24  3.0 KiB     20.0      1200  largest
                   32        -        -         -  does not fit

                data.train.batch=16   trains the most images a second
                data.train.batch=24   the largest that fits
                """, bench.out());
        bench.out.reset();
        assertEquals(0, bench.execute("find", "batch-size", "small.yaml", "--json"), bench::err);
        JsonObject batch = bench.json().getAsJsonObject("batch");
        assertEquals(16, batch.get("fastest").getAsInt());
        assertEquals(24, batch.get("largest").getAsInt());
        JsonObject last = bench.json().getAsJsonArray("trials").get(2).getAsJsonObject();
        assertEquals("there is no room.", last.get("reason").getAsString());
        assertTrue(last.get("imagesPerSecond").isJsonNull());
    }

    @Test
    void saysWhatIsWrongWithTheWords() {
        assertEquals(2, bench.execute("find"));
        assertTrue(
                bench.err().contains("must be told what to find, but is not: learning-rate or batch-size"),
                bench.err());
        assertEquals(2, bench.execute("find", "learning-rate", "small.yaml", "--from", "1", "--to", "0.1"));
        assertTrue(bench.err().contains("but from=1.0, to=0.1, steps=100. Change them."), bench.err());
        assertEquals(2, bench.execute("find", "batch-size", "small.yaml", "--memory", "much"));
        assertTrue(bench.err().contains("--memory must be a number of bytes"), bench.err());
        assertEquals(2, bench.execute("find", "batch-size", "small.yaml", "--largest", "0"));
        assertEquals(List.of(), bench.finders.calls);
    }

    @Test
    void failuresHaveTheirExitCodes() {
        bench.finders.failure = new RunException("find learning-rate: the loss must fall, but does not.");
        assertEquals(3, bench.execute("find", "learning-rate", "small.yaml"));
        assertTrue(bench.err().contains("the loss must fall, but does not."), bench.err());
        bench.finders.failure = new InsufficientMemoryException("find: one image must fit, but does not.");
        assertEquals(3, bench.execute("find", "learning-rate", "small.yaml"));
    }

    @Test
    void helpExplainsBoth() {
        assertEquals(0, bench.execute("help", "find", "batch-size"));
        assertTrue(bench.out().startsWith("Usage: neocog find batch-size"), bench.out());
        bench.out.reset();
        assertEquals(0, bench.execute("find", "learning-rate", "--help"));
        assertTrue(bench.out().contains("--steps=N"), bench.out());
    }
}
