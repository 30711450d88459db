package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.experiment.Experiment;

/** Backends that come, go and fail under a run: what it computes is what it would have computed. */
class SwapsTest {
    private static final long SECONDS = 60;

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void make() {
        fixture = new Fixture(folder);
    }

    /** Does something once, before a step of the whole run; the backend that calls it may be replaced. */
    private static FaultyBackend.StepHook once(int step, Runnable action) {
        AtomicInteger steps = new AtomicInteger();
        return (graph, own) -> {
            if (graph.startsWith("train/") && steps.getAndIncrement() == step) {
                action.run();
            }
        };
    }

    private Run start(String name, String... overrides) throws Exception {
        Experiment experiment = fixture.experiment(overrides);
        return fixture.engine.start(
                experiment, Optional.of(fixture.run(name)), folder, Optional.empty(), RunListener.NONE);
    }

    private List<JsonObject> events(String run, String kind) throws Exception {
        return Fixture.events(fixture.run(run)).stream()
                .filter(event -> event.get("event").getAsString().equals(kind))
                .toList();
    }

    private void assertSameAs(String undisturbed, String run) throws Exception {
        assertEquals(Fixture.losses(fixture.run(undisturbed)), Fixture.losses(fixture.run(run)));
        assertArrayEquals(Fixture.weights(fixture.run(undisturbed), 15), Fixture.weights(fixture.run(run), 15));
    }

    @Test
    void takesABackendThatIsPreferredAndArrives() throws Exception {
        fixture.train("undisturbed");
        AtomicInteger steps = new AtomicInteger();
        fixture.addBackend("first", FaultyBackend.of((graph, own) -> {
            if (graph.startsWith("train/") && steps.getAndIncrement() == 4) {
                fixture.addBackend("better", FaultyBackend.sound());
            } else if (steps.get() > 4) {
                sleep(50); // so that the other one is compiled before the run ends
            }
        }));
        RunSummary summary = start("run", "backend.prefer=[better, first]").await();

        assertEquals("better", summary.backend());
        assertSameAs("undisturbed", "run");
        JsonObject swap = events("run", "swap").get(0);
        assertEquals("arrived", swap.get("cause").getAsString());
        assertEquals("first", swap.getAsJsonObject("from").get("backend").getAsString());
        assertEquals("better", swap.getAsJsonObject("to").get("backend").getAsString());
        assertTrue(swap.getAsJsonObject("proof").get("accepted").getAsBoolean(), swap.toString());
        JsonObject state = swap.getAsJsonObject("state");
        assertEquals(state.get("before"), state.get("after"));
        assertEquals(64, state.get("before").getAsString().length());
    }

    @Test
    void swapsWhenAskedAndTellsWhoAsked() throws Exception {
        fixture.train("undisturbed", "train.epochs=3");
        fixture.addBackend("other", FaultyBackend.sound());
        AtomicReference<Run> running = new AtomicReference<>();
        AtomicReference<CompletableFuture<SwapReport>> answer = new AtomicReference<>();
        fixture.addBackend("first", FaultyBackend.of((graph, step) -> {
            Run run = running.get();
            if (run != null && answer.get() == null && step > 2) {
                answer.set(run.swap("other"));
            }
            if (answer.get() != null && graph.startsWith("train/")) {
                sleep(20); // so that the other one is compiled before the run ends
            }
        }));
        running.set(start("run", "backend.prefer=[first]"));
        assertEquals("other", running.get().await().backend());
        SwapReport report = answer.get().get(SECONDS, TimeUnit.SECONDS);
        assertEquals("first", report.from());
        assertEquals("other", report.to());
        assertSameAs("undisturbed", "run");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void setsABackendAsideThatComputesOneOpWrongByAPercent() throws Exception {
        fixture.train("undisturbed");
        fixture.addBackend("wrong", FaultyBackend.of(WrongBy.factor("convolution", 1.01)));
        AtomicReference<Run> running = new AtomicReference<>();
        AtomicReference<CompletableFuture<SwapReport>> answer = new AtomicReference<>();
        fixture.addBackend("first", FaultyBackend.of((graph, step) -> {
            Run run = running.get();
            if (run != null && answer.get() == null && step > 2) {
                answer.set(run.swap("wrong"));
            }
            if (answer.get() != null && graph.startsWith("train/")) {
                sleep(50);
            }
        }));
        running.set(start("run", "backend.prefer=[first]"));
        assertEquals("first", running.get().await().backend());
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> answer.get().get(SECONDS, TimeUnit.SECONDS));
        assertTrue(refused.getCause().getMessage().contains("The run goes on on \"first\""), refused::getMessage);
        JsonObject quarantine = events("run", "quarantine").get(0);
        assertEquals("wrong", quarantine.get("backend").getAsString());
        assertEquals("wrong", quarantine.get("kind").getAsString());
        JsonObject op = quarantine.getAsJsonObject("op");
        assertEquals("convolution", op.get("op").getAsString());
        assertEquals("c1", op.get("scope").getAsString());
        assertEquals(1.01, op.get("actual").getAsDouble() / op.get("expected").getAsDouble(), 1e-4);
        assertEquals(List.of(), events("run", "swap"));
        assertSameAs("undisturbed", "run");
        assertTrue(fixture.backends
                .choose(List.of("wrong"), org.neocog.experiment.Precision.FLOAT32)
                .isEmpty());
    }

    @Test
    void goesOnOnAnotherBackendFromTheLastCheckpointWhenOneThrows() throws Exception {
        fixture.train("undisturbed");
        fixture.addBackend("throwing", FaultyBackend.of(once(8, () -> {
            throw new BackendException("throwing: the device must be there, but is gone. Plug it in.");
        })));
        RunSummary summary =
                start("run", "backend.prefer=[throwing, reference]").await();
        assertEquals("reference", summary.backend());
        assertSameAs("undisturbed", "run");
        JsonObject swap = events("run", "swap").get(0);
        assertEquals("failed", swap.get("cause").getAsString());
        assertEquals(5, swap.get("step").getAsLong());
        assertEquals(3, swap.get("stepsUndone").getAsLong());
        assertTrue(events("run", "proof").get(0).get("accepted").getAsBoolean());
        assertEquals("refused", events("run", "quarantine").get(0).get("kind").getAsString());
    }

    @Test
    void abandonsABackendThatDoesNotComeBack() throws Exception {
        fixture.train("undisturbed");
        CountDownLatch end = new CountDownLatch(1);
        fixture.addBackend("hanging", FaultyBackend.of(once(8, () -> awaitQuietly(end))));
        try {
            long began = System.nanoTime();
            RunSummary summary = start("run", "backend.prefer=[hanging, reference]", "swap.timeout=2")
                    .await();
            assertEquals("reference", summary.backend());
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(30));
            assertSameAs("undisturbed", "run");
            assertEquals("hung", events("run", "quarantine").get(0).get("kind").getAsString());
        } finally {
            end.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void waitsForTheBackendThatLeftAndGoesOnToTheSameBits() throws Exception {
        fixture.train("undisturbed");
        AtomicReference<Backend> own = new AtomicReference<>();
        CountDownLatch gone = new CountDownLatch(1);
        FaultyBackend leaving = FaultyBackend.of(once(
                6,
                () -> new Thread(() -> {
                            fixture.removeBackend(own.get());
                            gone.countDown();
                        })
                        .start()));
        own.set(leaving);
        fixture.addBackend("leaving", leaving);
        Run run = start("run", "backend.prefer=[leaving, reference]", "swap={policy: pin}");
        assertTrue(gone.await(SECONDS, TimeUnit.SECONDS), "removal comes back when the run has let go");
        for (int i = 0; i < 500 && run.state() != RunState.WAITING; i++) {
            sleep(10);
        }
        assertEquals(RunState.WAITING, run.state());
        fixture.addBackend("leaving", FaultyBackend.sound());
        assertEquals("leaving", run.await().backend());
        assertSameAs("undisturbed", "run");
        JsonObject swap = events("run", "swap").get(0);
        assertTrue(swap.getAsJsonObject("proof").get("accepted").getAsBoolean(), swap.toString());
    }

    @Test
    void takesTheNextBackendWhenOneLeavesForGood() throws Exception {
        fixture.train("undisturbed");
        AtomicReference<Backend> own = new AtomicReference<>();
        FaultyBackend leaving =
                FaultyBackend.of(once(6, () -> new Thread(() -> fixture.removeBackend(own.get())).start()));
        own.set(leaving);
        fixture.addBackend("leaving", leaving);
        RunSummary summary = start("run", "backend.prefer=[leaving, reference]", "swap.grace=0")
                .await();
        assertEquals("reference", summary.backend());
        assertSameAs("undisturbed", "run");
        assertEquals("removed", events("run", "swap").get(0).get("cause").getAsString());
    }

    @Test
    void refusesToSwapWhereTheConfigPins() throws Exception {
        fixture.addBackend("other", FaultyBackend.sound());
        AtomicReference<Run> running = new AtomicReference<>();
        AtomicReference<CompletableFuture<SwapReport>> answer = new AtomicReference<>();
        fixture.addBackend("first", FaultyBackend.of((graph, step) -> {
            if (running.get() != null && answer.get() == null && step > 2) {
                answer.set(running.get().swap("other"));
            }
        }));
        running.set(start("run", "backend.prefer=[first]", "swap=pin"));
        assertEquals("first", running.get().await().backend());
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> answer.get().get(SECONDS, TimeUnit.SECONDS));
        assertTrue(refused.getMessage().contains("swap.policy=pin"), refused::getMessage);
    }

    @Test
    void restsWhilePaused() throws Exception {
        fixture.train("undisturbed");
        AtomicReference<Run> running = new AtomicReference<>();
        AtomicLong steps = new AtomicLong();
        fixture.addBackend("first", FaultyBackend.of((graph, step) -> {
            if (running.get() != null && steps.incrementAndGet() == 5) {
                running.get().pause();
            }
        }));
        running.set(start("run", "backend.prefer=[first]"));
        for (int i = 0; i < 500 && running.get().state() != RunState.PAUSED; i++) {
            sleep(10);
        }
        assertEquals(RunState.PAUSED, running.get().state());
        long reached = steps.get();
        sleep(100);
        assertEquals(reached, steps.get());
        assertFalse(events("run", "state").isEmpty());
        running.get().proceed();
        running.get().await();
        assertSameAs("undisturbed", "run");
    }

    @Test
    void shadowTellsWhereABackendComesToSomethingElse() throws Exception {
        fixture.train("undisturbed");
        fixture.addBackend("equal", FaultyBackend.sound());
        start("same", "+shadow={backend: equal, every: 5}").await();
        assertSameAs("undisturbed", "same");
        List<JsonObject> same = events("same", "shadow");
        assertFalse(same.isEmpty());
        same.forEach(event ->
                assertTrue(event.getAsJsonObject("comparison").get("accepted").getAsBoolean(), event::toString));
        assertEquals(0, same.get(0).get("step").getAsLong() % 5);

        fixture.addBackend("wrong", FaultyBackend.of(WrongBy.factor("max_pool", 1.01)));
        start("other", "+shadow={backend: wrong, every: 15}").await();
        assertSameAs("undisturbed", "other");
        JsonObject other = events("other", "shadow").get(0);
        assertFalse(other.getAsJsonObject("comparison").get("accepted").getAsBoolean(), other::toString);
        assertEquals("max_pool", other.getAsJsonObject("op").get("op").getAsString());
    }

    @Test
    void recordsWhichExamplesEachStepSaw() throws Exception {
        fixture.train("a");
        fixture.train("b", "backend.threads=1");
        fixture.train("other", "seed=8");
        List<String> data = data("a");
        assertEquals(15, data.size());
        assertEquals(15, data.stream().distinct().count(), "each step sees others, or in another order");
        assertEquals(data, data("b"));
        assertFalse(data.equals(data("other")));
    }

    private List<String> data(String run) throws Exception {
        return java.nio.file.Files.readAllLines(fixture.run(run).resolve("metrics.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("data").getAsString())
                .toList();
    }
}
