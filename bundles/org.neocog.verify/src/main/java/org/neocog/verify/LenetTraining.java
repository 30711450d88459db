package org.neocog.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.neocog.experiment.Environment;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.EpochReport;
import org.neocog.run.Metrics;
import org.neocog.run.Progress;
import org.neocog.run.RunEngine;
import org.neocog.run.RunListener;
import org.neocog.run.RunSummary;
import org.neocog.verify.Check.Finding;

/** Trains LeNet-5 on drawn digits, as a user would, with fallback for what the backend does not support. */
record LenetTraining(ExperimentReader reader, RunEngine engine, Path folder) {
    static final double ACCURACY = 0.98;
    static final String CLAIM = "LeNet-5 learns the digits to 98 %";

    Finding run(String backend, Runnable alive) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path config = folder.resolve("lenet5-verification.yaml");
        try (InputStream text = LenetTraining.class.getResourceAsStream("lenet5-verification.yaml")) {
            if (text == null) {
                throw new IllegalStateException("the config is a resource of the bundle");
            }
            Files.write(config, text.readAllBytes());
        }
        RunSummary summary = engine.start(
                        reader.read(config, List.of(), Environment.ofProcess()),
                        Optional.of(folder.resolve("run-" + backend.replaceAll("[^A-Za-z0-9._-]", "-"))),
                        folder,
                        Optional.of(backend),
                        new SignOfLife(alive))
                .await();
        Metrics metrics = summary.eval();
        double accuracy = metrics == null ? 0 : metrics.accuracy();
        return accuracy >= ACCURACY
                ? Finding.PASSED
                : Finding.wrong("accuracy must reach " + ACCURACY + ", but accuracy=" + accuracy + ", train loss="
                        + summary.trainLoss() + ". The run is in " + summary.run() + ".");
    }

    /** Each step says that the training goes on. */
    private record SignOfLife(Runnable alive) implements RunListener {
        @Override
        public void progressed(Progress progress) {
            alive.run();
        }

        @Override
        public void epochFinished(EpochReport report) {
            alive.run();
        }
    }
}
