package org.neocog.itests.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    /** Share of the numbers of examples: enough to learn, and enough to have a last batch that is smaller. */
    static final String CONFIG =
            """
            neocog: 1
            name: digits
            seed: 7
            data:
              train: {dataset: digits, train-size: 2000, test-size: 500, cache: "${env:CACHE}", split: train, batch: 64, limit: 400,
                      transforms: [{pad: 2}, {normalize: {mean: [0.1307], std: [0.3081]}}]}
              eval:  {dataset: digits, train-size: 2000, test-size: 500, cache: "${env:CACHE}", split: test, batch: 128, limit: 200,
                      transforms: "${data.train.transforms}"}
            model: {architecture: lenet5}
            loss: softmax-cross-entropy
            optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9}
            train: {epochs: 2}
            checkpoint: {every: {epochs: 1}, keep: 3}
            backend: {prefer: [reference]}
            """;

    /** Reads the experiment; {@code overrides} as behind {@code -s}. */
    Experiment read(String... overrides) throws IOException, InterruptedException {
        Path file = folder.resolve("digits.yaml");
        Files.writeString(file, CONFIG);
        Map<String, String> environment = Map.of("CACHE", Path.of("target", "digits").toAbsolutePath().toString());
        return InnerFramework.service(ExperimentReader.class)
                .read(file, List.of(overrides), Environment.of(environment));
    }

    /** Starts a run in {@code folder/name}. */
    Run start(Experiment experiment, String name, RunListener listener) throws InterruptedException {
        return InnerFramework.service(RunEngine.class)
                .start(experiment, Optional.of(folder.resolve(name)), folder, Optional.empty(), listener);
    }
}
