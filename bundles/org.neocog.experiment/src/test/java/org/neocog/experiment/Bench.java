package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;

/** A folder of config files, a catalog like the one that ships, and a reader over both. */
final class Bench {
    static final String LENET = """
            neocog: 1
            name: lenet5-mnist
            seed: 7
            data:
              train: {dataset: mnist, path: "${env:MNIST_DIR,data/mnist}", split: train, batch: 64,
                      transforms: [{pad: 2}, {normalize: {mean: [0.1307], std: [0.3081]}}]}
              eval:  {dataset: mnist, path: "${data.train.path}", split: test, batch: 256, transforms: "${data.train.transforms}"}
            model: {architecture: lenet5}
            loss: softmax-cross-entropy
            optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9, weight-decay: 0.0005}
            schedule: {type: multistep, milestones: [8, 11], gamma: 0.1}
            train: {epochs: 12, precision: float32}
            checkpoint: {every: {epochs: 1}, keep: 3}
            backend: {prefer: [opencl, onednn, reference]}
            """;

    static final Catalog CATALOG = Catalog.of(Map.of(
            "dataset", List.of(mnist()),
            "transform", List.of(pad(), normalize()),
            "architecture", List.of(lenet()),
            "optimizer", List.of(sgd()),
            "schedule", List.of(new FakePlugIn("constant", Schema.empty()), multistep()),
            "initializer",
                    List.of(new FakePlugIn(
                            "he", Schema.of(Option.number("gain", "").orElse(1.0)))),
            "layer", List.of(conv2d(), new FakePlugIn("tanh", Schema.empty()), new FakePlugIn("add", Schema.empty()))));

    private final Path folder;

    Bench(Path folder) {
        this.folder = folder;
    }

    private static PlugIn mnist() {
        return new FakePlugIn("mnist", Schema.of(Option.path("path", "folder of the files")));
    }

    private static PlugIn pad() {
        Option<Integer> amount = Option.integer("amount", "pixels on each side").atLeast(0);
        return new FakePlugIn("pad", Schema.of(amount).primary(amount));
    }

    private static PlugIn normalize() {
        return new FakePlugIn(
                "normalize",
                Schema.of(Option.numbers("mean", ""), Option.numbers("std", "").above(0)));
    }

    private static PlugIn lenet() {
        return new FakePlugIn("lenet5", Schema.of(Option.text("variant", "").orElse("modern")));
    }

    private static PlugIn sgd() {
        return new FakePlugIn(
                "sgd",
                Schema.of(
                        Option.number("learning-rate", "").above(0),
                        Option.number("momentum", "").orElse(0.0).atLeast(0).below(1),
                        Option.number("weight-decay", "").orElse(0.0).atLeast(0)));
    }

    private static PlugIn multistep() {
        return new FakePlugIn(
                "multistep",
                Schema.of(
                        Option.integers("milestones", ""),
                        Option.number("gamma", "").orElse(0.1)));
    }

    private static PlugIn conv2d() {
        return new FakePlugIn(
                "conv2d",
                Schema.of(
                        Option.integer("filters", "").atLeast(1),
                        Option.integers("kernel", "").atLeast(1).length(1, 2),
                        Option.plugIn("weights", "", "initializer").orElseConfig("he")));
    }

    Bench file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Puts the LeNet config there, with one line changed. */
    Bench lenet(String line, String changed) {
        assertEquals(LENET.indexOf(line), LENET.lastIndexOf(line), "must be there once: " + line);
        return file("x.yaml", LENET.replace(line, changed));
    }

    Experiment read(String... overrides) {
        return read(Map.of(), overrides);
    }

    Experiment read(Map<String, String> environment, String... overrides) {
        return new ExperimentReader(CATALOG)
                .read(folder.resolve("x.yaml"), List.of(overrides), Environment.of(environment));
    }

    /** The problems of reading x.yaml, one a line, without the folder's path. */
    String problems(String... overrides) {
        String message =
                assertThrows(ConfigException.class, () -> read(overrides)).getMessage();
        return message.replace(folder + "/", "");
    }
}
