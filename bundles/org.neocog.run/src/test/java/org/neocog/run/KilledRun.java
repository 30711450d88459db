package org.neocog.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;

/** A process of its own that starts or resumes a small residual network with augmentation, momentum, averaged weights and milestones. */
final class KilledRun {
    private static final String CONFIG = """
            neocog: 1
            name: killed
            seed: 3
            data:
              train: {dataset: digits, train-size: 200, test-size: 50, cache: target/digits, batch: 20,
                      transforms: [{normalize: {mean: [0.1], std: [0.3]}}, {pad: 2}, {random-crop: 28}, random-horizontal-flip]}
              eval: {dataset: digits, train-size: 200, test-size: 50, cache: target/digits,
                     transforms: [{normalize: {mean: [0.1], std: [0.3]}}]}
            model:
              layers:
                - {conv2d: {filters: 8, kernel: 3, stride: 2, padding: 1, bias: false}, name: conv1}
                - {batch-norm: , name: bn1}
                - relu
                - block: layer
                  repeat: 2
                  layers:
                    - {conv2d: {filters: 8, kernel: 3, padding: same, bias: false}, name: conv1}
                    - {batch-norm: , name: bn1}
                    - relu
                    - {dropout: 0.1}
                    - {conv2d: {filters: 8, kernel: 3, padding: same, bias: false}, name: conv2}
                    - {batch-norm: , name: bn2}
                    - {add: , name: sum, from: [bn2, input]}
                - global-average-pool
                - {dense: 10, name: linear}
            optimizer: {type: sgd, learning-rate: 0.1, momentum: 0.9, weight-decay: 0.0001}
            schedule: {type: multistep, milestones: [2, 4]}
            train: {epochs: 5, ema: 0.99}
            checkpoint: {every: {steps: 3}, keep: 2}
            backend: {prefer: [onednn], threads: 2}
            """;

    /** System property: whether backends are swapped all the time. */
    static final String SWAPPING = "neocog.kill.swapping";

    private KilledRun() {}

    /** @param arguments the folder of the run, which is made if it is not there; a config other than the small one */
    public static void main(String[] arguments) throws Exception {
        Path run = Path.of(arguments[0]);
        Path parent = run.toAbsolutePath().getParent();
        Fixture fixture = new Fixture(parent);
        fixture.addBackend("onednn", new OneDnnBackend());
        Run running;
        if (Files.exists(run.resolve("checkpoints/step-00000000.json")) || Files.exists(run.resolve("config.yaml"))) {
            running = fixture.engine.resume(run, Optional.empty(), RunListener.NONE);
        } else {
            Experiment experiment = arguments.length > 1
                    ? fixture.reader.read(Path.of(arguments[1]), List.of(), Environment.ofProcess())
                    : fixture.read(CONFIG);
            running = fixture.engine.start(experiment, Optional.of(run), parent, Optional.empty(), RunListener.NONE);
        }
        if (Boolean.getBoolean(SWAPPING)) {
            fixture.addBackend("twin", new OneDnnBackend());
            swapToAndFro(running);
        }
        running.await();
        System.exit(0);
    }

    private static void swapToAndFro(Run running) {
        Thread thread = new Thread(() -> {
            for (int i = 0; !running.state().isFinal(); i++) {
                try {
                    running.swap(i % 2 == 0 ? "twin" : "onednn").get();
                } catch (InterruptedException | ExecutionException e) {
                    System.out.println("not swapped: " + e); // the run has ended
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
