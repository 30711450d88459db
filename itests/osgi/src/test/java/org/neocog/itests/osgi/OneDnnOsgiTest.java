package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.experiment.Experiment;
import org.neocog.run.Run;
import org.neocog.run.RunState;
import org.osgi.framework.Bundle;

/** The backend whose library is native: it trains in the framework, goes away, comes back, and trains again. */
@InDistribution
class OneDnnOsgiTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void trainsStopsStartsAndTrainsAgain() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = experiment(training);
        Bundle provider = InnerFramework.bundle("org.neocog.backend.onednn");
        assertTrains(training, experiment, "first");
        provider.stop();
        RecordingListener listener = new RecordingListener();
        Run waiting = training.start(experiment, "second", listener);
        try {
            awaitWaiting(waiting);
        } finally {
            provider.start();
        }
        assertEquals("completed", waiting.await().status());
        assertTrains(training, experiment, "third");
    }

    @Test
    void trainsAgainAfterAnUpdateOfItsBundle() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = experiment(training);
        assertTrains(training, experiment, "first");
        Bundle provider = InnerFramework.bundle("org.neocog.backend.onednn");
        try (InputStream jar = URI.create(provider.getLocation()).toURL().openStream()) {
            provider.update(jar);
        }
        InnerFramework.refresh(List.of(provider));
        assertTrains(training, experiment, "second");
    }

    private static Experiment experiment(DigitsTraining training) throws Exception {
        return training.read("train.epochs=1", "backend.prefer=[onednn]", "backend.threads=1");
    }

    private static void assertTrains(DigitsTraining training, Experiment experiment, String name) throws Exception {
        Run run = training.start(experiment, name, new RecordingListener());
        assertEquals("completed", run.await().status());
    }

    private static void awaitWaiting(Run run) throws InterruptedException {
        InnerFramework.await(
                TIMEOUT,
                () -> run.state() == RunState.WAITING,
                () -> "state must become WAITING, but is " + run.state());
    }
}
