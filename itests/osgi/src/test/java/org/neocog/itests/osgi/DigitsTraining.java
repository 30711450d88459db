package org.neocog.itests.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.neocog.run.RunListener;

/**
 * LeNet-5 on few generated digits, from a config file, as users run it. The digits are drawn once for the whole module.
 *
 * @param folder where the config file and the run folder are
 */
record DigitsTraining(Path folder) {
    /** A few steps and no more; the last batch is smaller. */
    private static final String CONFIG = """
            neocog: 1
            name: digits
            seed: 7
            data:
              train: {dataset: digits, train-size: 2000, test-size: 500, cache: "CACHE", split: train, batch: 64, limit: 200,
                      transforms: [{pad: 2}, {normalize: {mean: [0.1307], std: [0.3081]}}]}
              eval:  {dataset: digits, train-size: 2000, test-size: 500, cache: "CACHE", split: test, batch: 64, limit: 100,
                      transforms: "${data.train.transforms}"}
            model: {architecture: lenet5}
            loss: softmax-cross-entropy
            optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9}
            schedule: {type: cosine}
            train: {epochs: 2}
            checkpoint: {every: {epochs: 1}, keep: 3}
            backend: {prefer: [reference]}
            """;

    /** Writes the config file. */
    Path write() throws IOException {
        Path cache = Path.of("target", "digits").toAbsolutePath();
        return Files.writeString(folder.resolve("digits.yaml"), CONFIG.replace("CACHE", cache.toString()));
    }

    /** Reads the experiment; {@code overrides} as behind {@code -s}. */
    Experiment read(String... overrides) throws IOException, InterruptedException {
        return InnerFramework.service(ExperimentReader.class)
                .read(write(), List.of(overrides), Environment.ofProcess());
    }

    /** Starts a run in {@code folder/name}. */
    Run start(Experiment experiment, String name, RunListener listener) throws InterruptedException {
        return InnerFramework.service(RunEngine.class)
                .start(experiment, Optional.of(folder.resolve(name)), folder, Optional.empty(), listener);
    }
}
