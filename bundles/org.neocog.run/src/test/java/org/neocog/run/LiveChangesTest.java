package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

/** A config that changes under a run, and runs that wait for each other. */
class LiveChangesTest {
    private static final long SECONDS = 60;

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void make() {
        fixture = new Fixture(folder);
    }

    private Run start(String name, String... overrides) throws Exception {
        return fixture.engine.start(
                fixture.experiment(overrides),
                Optional.of(fixture.run(name)),
                folder,
                Optional.empty(),
                RunListener.NONE);
    }

    @Test
    void takesAnotherLearningRateAtAStepBoundary() throws Exception {
        AtomicReference<Run> running = new AtomicReference<>();
        AtomicReference<List<String>> changed = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        fixture.addBackend("first", FaultyBackend.of((graph, own) -> {
            if (graph.startsWith("train/") && steps.incrementAndGet() == 7) {
                while (running.get() == null) {
                    Thread.onSpinWait();
                }
                try {
                    changed.set(running.get()
                            .change(fixture.experiment("backend.prefer=[first]", "optimizer.learning-rate=0.01")));
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }));
        running.set(start("run", "backend.prefer=[first]"));
        assertEquals(15, running.get().await().steps());
        assertEquals(List.of("optimizer.learning-rate 0.05 -> 0.01"), changed.get());
        List<JsonObject> lines = Files.readAllLines(fixture.run("run").resolve("metrics.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.get("type").getAsString().equals("step"))
                .toList();
        assertEquals(15, lines.size());
        for (int i = 0; i < 10; i++) { // the schedule lowers it after the second epoch
            assertEquals(i + 1, lines.get(i).get("step").getAsInt());
            assertEquals(i < 7 ? 0.05 : 0.01, lines.get(i).get("learningRate").getAsDouble(), "step " + (i + 1));
        }
        assertTrue(Files.exists(fixture.run("run").resolve("config-until-step-7.yaml")));
        assertTrue(Files.readString(fixture.run("run").resolve("config.yaml")).contains("0.01"));
        JsonObject event = Fixture.events(fixture.run("run")).stream()
                .filter(line -> line.get("event").getAsString().equals("config"))
                .findFirst()
                .orElseThrow();
        assertEquals(7, event.get("step").getAsLong());
    }

    @Test
    void refusesWhatARunDoesNotBearAndSaysWhy() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        fixture.addBackend("first", FaultyBackend.of((graph, own) -> {
            reached.countDown();
            awaitQuietly(asked);
        }));
        Run run = start("run", "backend.prefer=[first]");
        assertTrue(reached.await(SECONDS, TimeUnit.SECONDS));
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> run.change(fixture.experiment("backend.prefer=[first]", "data.train.batch=32", "seed=8")));
        asked.countDown();
        assertEquals("""
                set: data.train.batch: must stay as it is while the run goes on, but was 64 and would be 32: \
                the place in the epoch is counted in batches. Start another run.
                set: seed: must stay as it is while the run goes on, but was 7 and would be 8: \
                the order of the examples so far would be another. Start another run.""", refused.getMessage());
        assertEquals("completed", run.await().status());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void runsOfAServerShareADeviceOneAfterTheOther() throws Exception {
        fixture.engine.serve(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger together = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        fixture.addBackend("first", FaultyBackend.of((graph, own) -> {
            most.accumulateAndGet(together.incrementAndGet(), Math::max);
            awaitQuietly(goOn);
            together.decrementAndGet();
        }));
        Run one = start("one", "backend.prefer=[first]", "train.epochs=1");
        Run two = start("two", "backend.prefer=[first]", "train.epochs=1");
        for (int i = 0; i < 500 && two.state() != RunState.WAITING; i++) {
            Thread.sleep(10);
        }
        assertEquals(RunState.WAITING, two.state());
        assertEquals(2, fixture.engine.live().size());
        goOn.countDown();
        assertEquals("completed", one.await().status());
        assertEquals("completed", two.await().status());
        assertEquals(1, most.get());
    }
}
