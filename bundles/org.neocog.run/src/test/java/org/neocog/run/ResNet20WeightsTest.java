package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.experiment.Experiment;
import org.neocog.tensor.Tensor;

/** Weights that PyTorch trained, on the first images of the test set of CIFAR-10: the logits are those that PyTorch gave. */
class ResNet20WeightsTest {
    private static final int IMAGES = 50;
    private static final Path DATA = data();

    @TempDir
    Path folder;

    @Test
    void givesTheLogitsOfPyTorch() throws Exception {
        Path weights = DATA.resolve("resnet-cifar10/resnet20.safetensors");
        Path logits = DATA.resolve("resnet-cifar10/resnet20_test_logits_f32le_10000x10.bin");
        boolean isThere = Files.isReadable(weights) && Files.isReadable(logits) && Files.isDirectory(DATA);
        if (!isThere) {
            System.err.println("SKIPPED ResNet20WeightsTest: there is no " + weights);
        }
        assumeTrue(isThere, "SKIPPED: there is no " + weights);
        Fixture fixture = new Fixture(folder);
        Experiment experiment = fixture.read("""
                neocog: 1
                data:
                  train: {dataset: cifar10, path: "%s", split: test, batch: %d, shuffle: false, limit: %d,
                          transforms: [{normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}]}
                model: {architecture: resnet-cifar, depth: 20, shortcut: A}
                optimizer: {type: sgd, learning-rate: 0.1}
                train: {epochs: 1}
                backend: {prefer: [reference]}
                weights: {strip-prefix: module.}
                """.formatted(DATA.resolve("cifar10"), IMAGES, IMAGES));
        double[] found = logits(fixture, experiment, weights);
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(logits)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected.getFloat(4 * i), found[i], 1e-3, "logit " + i % 10 + " of image " + i / 10);
        }
    }

    private static double[] logits(Fixture fixture, Experiment experiment, Path file) {
        try (Resolution resolution = Resolution.toEvaluate(
                        experiment,
                        experiment.data().train(),
                        Fixture.CATALOG,
                        fixture.backends,
                        Optional.empty(),
                        RunListener.NONE);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot weights = Weights.read(file, experiment.weights(), resolution.program(), allocator);
                Executable executable =
                        resolution.backend().backend().compile(resolution.program(), new CompileOptions(allocator, 2));
                Loader loader = Trainer.loader(Objects.requireNonNull(resolution.eval()), 1, allocator)) {
            executable.restore(StateFit.ofWeights(resolution.program(), weights, true));
            loader.epoch(0, 0);
            ImageBatch batch = Objects.requireNonNull(loader.next());
            Feed feed =
                    new Feed().put(TrainingProgram.IMAGES, batch.images()).put(TrainingProgram.LABELS, batch.labels());
            Tensor logits = executable
                    .run(TrainingProgram.evaluate(batch.count()), feed)
                    .output(TrainingProgram.LOGITS);
            double[] values = new double[logits.shape().intSize()];
            logits.copyTo(values);
            return values;
        }
    }

    /** The folder shared/data beside the project, which is the first folder upwards with a .mvn in it. */
    private static Path data() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/data").normalize();
    }
}
