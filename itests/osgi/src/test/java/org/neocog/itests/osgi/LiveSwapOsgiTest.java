package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.run.Progress;
import org.neocog.run.Run;
import org.neocog.run.RunState;
import org.neocog.run.SwapReport;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Backends are replaced under a run on LeNet-5: nothing is lost, nothing is done twice, and what computes wrongly is not taken. */
@InDistribution
class LiveSwapOsgiTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final double TOLERANCE = 1e-3;
    /** More steps than any test lets come. */
    private static final String ENDLESS = "train={steps: 100000}";

    private static final String EACH_STEP = "checkpoint.every={epochs: 1000}";

    @TempDir
    Path folder;

    /** Makes the steps of a fast backend take their time, so that a test has something to do meanwhile. */
    private static final class Slow extends RecordingListener {
        private final long millis;
        private volatile long steps;

        Slow(long millis) {
            this.millis = millis;
        }

        @Override
        public void progressed(Progress progress) {
            if (progress.phase().equals("train")) {
                steps = (progress.epoch() - 1) * progress.steps() + progress.step();
            }
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void lossesAreThoseOfAnUnswappedRunWhenBackendsTakeTurns() throws Exception {
        List<String> turns = new ArrayList<>(List.of("reference", "onednn"));
        if (!isWithout("opencl:*")) {
            turns.add("opencl*");
        }
        int swaps = Integer.getInteger("neocog.test.swaps", 6);
        int between = Integer.getInteger("neocog.test.swaps.between", 4);
        Slow slow = new Slow(95);
        double worst = 0;
        DigitsTraining training = new DigitsTraining(folder);
        Run run = training.start(
                training.read(
                        ENDLESS,
                        EACH_STEP,
                        "schedule=constant",
                        "optimizer.learning-rate=0.01",
                        "backend.prefer=[onednn]"),
                "swapped",
                slow);
        long next = 0;
        for (int i = 0; i < swaps; i++) {
            next += between;
            long due = next;
            InnerFramework.await(TIMEOUT, () -> slow.steps >= due, () -> "steps=" + slow.steps + ", due=" + due);
            SwapReport report = run.swap(turns.get(i % turns.size())).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(
                    report.details().isEmpty()
                            || ((Map<?, ?>) report.details().get("proof"))
                                    .get("accepted")
                                    .equals(true),
                    report::toString);
            next = report.step();
        }
        run.cancel();
        long steps = run.await().steps();
        RunFolderFiles swapped = new RunFolderFiles(run.folder());
        assertStepsAreWhole(swapped, steps);
        List<JsonObject> events = events(swapped, "swap");
        assertEquals(swaps, events.size(), events::toString);
        for (JsonObject event : events) {
            worst = Math.max(
                    worst, event.getAsJsonObject("seconds").get("standStill").getAsDouble());
        }
        events.forEach(event -> assertEquals(
                event.getAsJsonObject("state").get("before"),
                event.getAsJsonObject("state").get("after"),
                event::toString));

        Run unswapped = training.start(
                training.read(
                        "train={steps: " + steps + "}",
                        EACH_STEP,
                        "schedule=constant",
                        "optimizer.learning-rate=0.01",
                        "backend.prefer=[onednn]"),
                "unswapped",
                new RecordingListener());
        assertEquals(steps, unswapped.await().steps());
        RunFolderFiles plain = new RunFolderFiles(unswapped.folder());
        assertEquals(texts(plain, "data"), texts(swapped, "data"), "each step saw the same examples");
        double expected = loss(plain, steps);
        double actual = loss(swapped, steps);
        System.out.printf(
                Locale.ROOT,
                "%d swaps between %s in %d steps: stood still for at most %.3f s; loss %.7f, unswapped %.7f, differs by %.1e of it%n",
                swaps,
                turns,
                steps,
                worst,
                actual,
                expected,
                Math.abs(actual - expected) / expected);
        assertEquals(expected, actual, TOLERANCE * expected, "after " + steps + " steps");
    }

    /** Numbers from 1 to the last, each once. */
    private static void assertStepsAreWhole(RunFolderFiles run, long steps) throws Exception {
        List<Long> numbers = run.lines("metrics.jsonl").stream()
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("step").getAsLong())
                .toList();
        assertEquals(steps, numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(i + 1L, numbers.get(i));
        }
    }

    private static List<String> texts(RunFolderFiles run, String key) throws Exception {
        return run.lines("metrics.jsonl").stream()
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get(key).getAsString())
                .toList();
    }

    private static double loss(RunFolderFiles run, long step) throws Exception {
        return run.lines("metrics.jsonl").stream()
                .filter(line -> line.get("type").getAsString().equals("step")
                        && line.get("step").getAsLong() == step)
                .mapToDouble(line -> line.get("loss").getAsDouble())
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonObject> events(RunFolderFiles run, String kind) throws Exception {
        return run.lines("events.jsonl").stream()
                .filter(event -> event.get("event").getAsString().equals(kind))
                .toList();
    }

    private static boolean isWithout(String backend) throws Exception {
        return InnerFramework.context()
                .getServiceReferences(Backend.class, "(" + Backend.NAME + "=" + backend + ")")
                .isEmpty();
    }

    @Test
    void updateToAnEqualBuildChangesNoBit() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        String[] config = {"train.epochs=8", "backend.prefer=[onednn, reference]", "swap.grace=20"};
        Run undisturbed = training.start(training.read(config), "undisturbed", new RecordingListener());
        assertEquals("completed", undisturbed.await().status());
        Slow listener = new Slow(60);
        Run run = training.start(training.read(config), "updated", listener);
        InnerFramework.await(TIMEOUT, () -> run.state() == RunState.RUNNING, () -> "state=" + run.state());
        update(InnerFramework.bundle("org.neocog.backend.onednn"));
        assertEquals("onednn", run.await().backend());
        RunFolderFiles updated = new RunFolderFiles(run.folder());
        List<JsonObject> swaps = events(updated, "swap");
        assertEquals(1, swaps.size(), () -> "the run must be under way, but states=" + listener.states());
        assertEquals("updated", swaps.get(0).get("cause").getAsString());
        assertTrue(swaps.get(0).getAsJsonObject("proof").get("accepted").getAsBoolean(), swaps::toString);
        assertEquals(
                64,
                swaps.get(0).getAsJsonObject("to").get("sha256").getAsString().length());
        RunFolderFiles plain = new RunFolderFiles(undisturbed.folder());
        assertEquals(plain.losses(), updated.losses());
        Map<String, float[]> expected = SafetensorsFile.read(plain.lastCheckpoint());
        Map<String, float[]> actual = SafetensorsFile.read(updated.lastCheckpoint());
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertTrue(Arrays.equals(values, actual.get(name)), name));
    }

    /** As a server does it: stopped once and started once. */
    static void update(Bundle bundle) throws Exception {
        bundle.stop();
        try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(jar);
        }
        InnerFramework.refresh(List.of(bundle));
        bundle.start();
    }

    @Test
    void backendThatIsWrongByAPercentIsSetAsideAndTheRunUnharmed() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        String[] config = {"train.epochs=4", "backend.prefer=[wrong, reference]"};
        Run undisturbed = training.start(training.read(config), "undisturbed", new RecordingListener());
        undisturbed.await();
        Run run = training.start(training.read(config), "run", new Slow(95));
        InnerFramework.await(TIMEOUT, () -> run.state() == RunState.RUNNING, () -> "state=" + run.state());
        ServiceRegistration<Backend> wrong = FaultyBackends.wrong("wrong", "convolution", 1.01);
        try {
            assertEquals("reference", run.await().backend());
        } finally {
            wrong.unregister();
        }
        RunFolderFiles files = new RunFolderFiles(run.folder());
        JsonObject quarantine = events(files, "quarantine").get(0);
        assertEquals("wrong", quarantine.get("backend").getAsString());
        assertEquals("convolution", quarantine.getAsJsonObject("op").get("op").getAsString(), quarantine::toString);
        assertEquals(new RunFolderFiles(undisturbed.folder()).losses(), files.losses());
    }

    @Test
    void backendThatHangsIsAbandonedWithinItsBound() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        String[] config = {"train.epochs=2", "backend.prefer=[reference]", "swap.timeout=2"};
        Run undisturbed = training.start(training.read(config), "undisturbed", new RecordingListener());
        undisturbed.await();
        FaultyBackends.Hanging hanging = FaultyBackends.hanging("hanging", 5);
        try {
            long start = System.nanoTime();
            Run run = training.start(
                    training.read("train.epochs=2", "backend.prefer=[hanging, reference]", "swap.timeout=2"),
                    "run",
                    new RecordingListener());
            assertEquals("reference", run.await().backend());
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "abandoned");
            RunFolderFiles files = new RunFolderFiles(run.folder());
            assertEquals("hung", events(files, "quarantine").get(0).get("kind").getAsString());
            assertEquals(new RunFolderFiles(undisturbed.folder()).losses(), files.losses());
        } finally {
            hanging.close();
        }
    }

    @Test
    void updateOfTheDatasetChangesNoBit() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        String[] config = {"train.epochs=6", "backend.prefer=[onednn, reference]"};
        Run undisturbed = training.start(training.read(config), "undisturbed", new RecordingListener());
        undisturbed.await();
        Slow listener = new Slow(60);
        Run run = training.start(training.read(config), "updated", listener);
        InnerFramework.await(TIMEOUT, () -> run.state() == RunState.RUNNING, () -> "state=" + run.state());
        update(InnerFramework.bundle("org.neocog.dataset.digits"));
        assertEquals("completed", run.await().status());
        RunFolderFiles updated = new RunFolderFiles(run.folder());
        List<JsonObject> opened = events(updated, "data");
        assertEquals(1, opened.size(), () -> "states=" + listener.changes());
        assertEquals("[]", opened.get(0).get("changed").toString());
        RunFolderFiles plain = new RunFolderFiles(undisturbed.folder());
        assertEquals(plain.losses(), updated.losses());
        Map<String, float[]> expected = SafetensorsFile.read(plain.lastCheckpoint());
        Map<String, float[]> actual = SafetensorsFile.read(updated.lastCheckpoint());
        expected.forEach((name, values) -> assertTrue(Arrays.equals(values, actual.get(name)), name));
    }

    @Test
    void swapToWhatIsNotThereIsRefusedWithWhatIs() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Run run = training.start(training.read(ENDLESS, EACH_STEP), "run", new RecordingListener());
        try {
            ExecutionException refused = org.junit.jupiter.api.Assertions.assertThrows(
                    ExecutionException.class, () -> run.swap("tpu").get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            assertTrue(refused.getMessage().contains("none matches (neocog.backend.name=tpu)"), refused::getMessage);
        } finally {
            run.cancel();
        }
        assertEquals("cancelled", run.await().status());
    }
}
