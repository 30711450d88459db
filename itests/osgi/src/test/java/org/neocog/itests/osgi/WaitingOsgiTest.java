package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.experiment.Experiment;
import org.neocog.run.Run;
import org.neocog.run.RunState;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A run whose provider is away when it starts waits, at no cost, and goes on when the provider comes. */
@InDistribution
class WaitingOsgiTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** How long a waiting run is watched. */
    private static final Duration WATCHED = Duration.ofSeconds(2);

    /** Share of a core that waiting may take; a loop that never rests takes all of it. */
    private static final double MOST_LOAD = 0.2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "org.neocog.optimizer.sgd, optimizer \"sgd\"",
        "org.neocog.optimizer.schedule, schedule \"cosine\"",
        "org.neocog.optimizer.initializer, initializer",
        "org.neocog.backend.reference, reference",
        "org.neocog.layer.convolution, layer \"conv2d\"",
        "org.neocog.architecture.lenet, architecture \"lenet5\"",
        "org.neocog.dataset.digits, dataset \"digits\"",
        "org.neocog.dataset.transform, transform"
    })
    void waitsForAProviderAndGoesOn(String symbolicName, String named) throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = training.read("train.epochs=1");
        Bundle provider = InnerFramework.bundle(symbolicName);
        provider.stop();
        RecordingListener listener = new RecordingListener();
        Run run = training.start(experiment, "run", listener);
        try {
            awaitWaiting(run, listener);
            assertTrue(lastReason(listener).contains(named), () -> lastReason(listener));
            assertRests(run, listener);
        } finally {
            provider.start();
        }
        assertEquals("completed", run.await().status());
        assertEquals(
                List.of(RunState.RESOLVING, RunState.WAITING, RunState.READY, RunState.RUNNING, RunState.COMPLETED),
                new ArrayList<>(new LinkedHashSet<>(listener.states())));
        assertTrue(
                new RunFolderFiles(run.folder())
                        .lines("events.jsonl").stream()
                                .anyMatch(event -> event.toString().contains("WAITING")
                                        && event.get("reason").getAsString().contains(named)),
                "the wait is an event in the run folder");
    }

    @Test
    void namesEachProviderThatIsAway() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = training.read("train.epochs=1");
        Bundle convolution = InnerFramework.bundle("org.neocog.layer.convolution");
        Bundle sgd = InnerFramework.bundle("org.neocog.optimizer.sgd");
        convolution.stop();
        sgd.stop();
        RecordingListener listener = new RecordingListener();
        Run run = training.start(experiment, "run", listener);
        try {
            awaitWaiting(run, listener);
            convolution.start();
            InnerFramework.await(
                    TIMEOUT, () -> lastReason(listener).contains("optimizer \"sgd\""), () -> lastReason(listener));
            assertEquals(RunState.WAITING, run.state());
        } finally {
            convolution.start();
            sgd.start();
        }
        assertEquals("completed", run.await().status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.neocog.optimizer.sgd",
                "org.neocog.optimizer.schedule",
                "org.neocog.optimizer.initializer",
                "org.neocog.backend.reference",
                "org.neocog.layer.convolution",
                "org.neocog.architecture.lenet",
                "org.neocog.dataset.digits",
                "org.neocog.dataset.transform"
            })
    void goesOnWithAProviderThatWasUpdatedMeanwhile(String symbolicName) throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = training.read("train.epochs=1");
        Bundle provider = InnerFramework.bundle(symbolicName);
        provider.stop();
        RecordingListener listener = new RecordingListener();
        Run run = training.start(experiment, "run", listener);
        try {
            awaitWaiting(run, listener);
            try (InputStream jar = URI.create(provider.getLocation()).toURL().openStream()) {
                provider.update(jar);
            }
            InnerFramework.refresh(List.of(provider));
        } finally {
            provider.start();
        }
        assertEquals("completed", run.await().status());
    }

    @Test
    void startsWithAnInitializerThatLeavesOnceItWasFound() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = training.read("train.epochs=1");
        Bundle initializers = InnerFramework.bundle("org.neocog.optimizer.initializer");
        RecordingListener listener = new RecordingListener() {
            @Override
            public void stateChanged(RunState state, String reason) {
                super.stateChanged(state, reason);
                if (state == RunState.RESOLVING) {
                    stop(initializers);
                }
            }
        };
        try {
            assertEquals(
                    "completed",
                    training.start(experiment, "run", listener).await().status());
        } finally {
            initializers.start();
        }
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void waitingRunCanBeCancelled() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = training.read();
        Bundle sgd = InnerFramework.bundle("org.neocog.optimizer.sgd");
        sgd.stop();
        RecordingListener listener = new RecordingListener();
        try {
            Run run = training.start(experiment, "run", listener);
            awaitWaiting(run, listener);
            run.cancel();
            assertEquals("cancelled", run.await().status());
            assertEquals(RunState.CANCELLED, run.state());
        } finally {
            sgd.start();
        }
    }

    private static void awaitWaiting(Run run, RecordingListener listener) throws InterruptedException {
        InnerFramework.await(
                TIMEOUT,
                () -> run.state() == RunState.WAITING && !lastReason(listener).isEmpty(),
                () -> "state must become WAITING, but changes=" + listener.changes());
    }

    private static String lastReason(RecordingListener listener) {
        var changes = listener.changes();
        return changes.isEmpty() ? "" : changes.get(changes.size() - 1).reason();
    }

    private static void assertRests(Run run, RecordingListener listener) throws InterruptedException {
        int changes = listener.changes().size();
        long before = cpuNanos(run);
        Thread.sleep(WATCHED.toMillis());
        double load = (double) (cpuNanos(run) - before) / WATCHED.toNanos();
        assertEquals(RunState.WAITING, run.state());
        assertEquals(changes, listener.changes().size(), () -> "nothing to tell, but changes=" + listener.changes());
        assertTrue(load < MOST_LOAD, () -> "waiting must cost nothing, but load=" + load);
    }

    /** Processor time of the threads that are named after the run's folder. */
    private static long cpuNanos(Run run) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] ids = Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().contains("neocog"))
                .mapToLong(thread -> thread.getThreadId())
                .toArray();
        assertTrue(ids.length > 0, () -> "the run has a thread: " + run.folder());
        return Arrays.stream(ids)
                .map(threads::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }
}
