package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.PlugInConfig;

class ExperimentReaderTest {
    private static final String SMALL = """
            neocog: 1
            data: {train: {dataset: mnist, path: a}}
            model: {architecture: lenet5}
            optimizer: {type: sgd, learning-rate: 0.05}
            train: {epochs: 2}
            """;

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder).file("x.yaml", Bench.LENET);
    }

    @Test
    void readsEverySection() {
        Experiment experiment = bench.read();
        assertEquals("lenet5-mnist", experiment.name());
        assertEquals(7, experiment.seed());
        DataSource train = experiment.data().train();
        assertEquals(
                "{dataset: mnist, path: data/mnist}",
                train.dataset().toNode("dataset").shown());
        assertEquals("train", train.split());
        assertEquals(64, train.batch());
        assertTrue(train.shuffle());
        assertEquals(
                List.of("pad", "normalize"),
                train.transforms().stream().map(PlugInConfig::type).toList());
        assertEquals(OptionalLong.empty(), train.limit());
        DataSource eval = experiment.data().eval().orElseThrow();
        assertEquals("test", eval.split());
        assertEquals(256, eval.batch());
        assertFalse(eval.shuffle());
        assertEquals(
                train.transforms().stream().map(PlugInConfig::options).toList(),
                eval.transforms().stream().map(PlugInConfig::options).toList());
        assertEquals(
                "{architecture: lenet5, variant: modern}",
                ((ModelSection.Named) experiment.model())
                        .architecture()
                        .toNode("architecture")
                        .shown());
        assertEquals(LossSection.Type.SOFTMAX_CROSS_ENTROPY, experiment.loss().type());
        assertEquals(
                "{learning-rate: 0.05, momentum: 0.9, weight-decay: 5.0E-4}",
                experiment.optimizer().type().options().toString());
        assertEquals(
                "{milestones: [8, 11], gamma: 0.1}",
                experiment.schedule().schedule().options().toString());
        assertEquals(new TrainSection(new Span(12, Unit.EPOCH), Precision.FLOAT32), experiment.train());
        assertEquals(new CheckpointSection(new Span(1, Unit.EPOCH), 3), experiment.checkpoint());
        assertEquals(new BackendSection(List.of("opencl", "onednn", "reference"), 0), experiment.backend());
    }

    @Test
    void fillsInEveryDefault() {
        Experiment experiment = bench.file("x.yaml", SMALL).read();
        assertEquals("x", experiment.name());
        assertEquals(1, experiment.seed());
        assertEquals(Optional.empty(), experiment.data().eval());
        assertEquals(64, experiment.data().train().batch());
        assertTrue(experiment.data().train().shuffle());
        assertEquals("constant", experiment.schedule().schedule().type());
        assertEquals(Unit.EPOCH, experiment.schedule().unit());
        assertEquals(0, experiment.schedule().warmUp());
        assertEquals(new CheckpointSection(new Span(1, Unit.EPOCH), 3), experiment.checkpoint());
        assertEquals(new BackendSection(List.of("opencl", "onednn", "reference"), 0), experiment.backend());
        assertEquals("""
                neocog: 1
                name: x
                seed: 1
                data:
                  train:
                    dataset: mnist
                    path: a
                    split: train
                    batch: 64
                    shuffle: true
                    transforms: []
                    workers: 0
                model:
                  architecture: lenet5
                  variant: modern
                  freeze: []
                loss:
                  type: softmax-cross-entropy
                  label-smoothing: 0.0
                  class-weights: []
                optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.0, weight-decay: 0.0}
                schedule: {type: constant, unit: epoch, warm-up: 0}
                train: {epochs: 2, precision: float32, accumulate: 1}
                checkpoint:
                  every: {epochs: 1}
                  keep: 3
                backend:
                  prefer: [opencl, onednn, reference]
                  threads: 0
                  tune: false
                  tf32: false
                swap: {policy: auto, timeout: 1800.0, quiesce: 10.0, grace: 3.0}
                guards: {not-finite: stop, attempts: 3, gamma: 0.5}
                track: {tensorboard: false, histograms: 1, arrow: false}
                """, ConfigText.write(experiment.resolved()));
    }

    @Test
    void readsWhatItResolvedToTheSame() {
        Experiment first = bench.read("data.train.limit=100", "+data.train.transforms.2=pad: 1", "schedule.unit=step");
        String text = ConfigText.write(first.resolved());
        Experiment second = bench.file("x.yaml", text).read();
        assertEquals(text, ConfigText.write(second.resolved()));
        assertEquals(first.resolved().toJava(), second.resolved().toJava());
        assertEquals(OptionalLong.of(100), second.data().train().limit());
        assertEquals(3, second.data().train().transforms().size());
    }

    @Test
    void readsShortForms() {
        Experiment experiment = bench.file("x.yaml", """
                neocog: 1
                data: {train: {dataset: mnist, path: a, transforms: {pad: 2}}, eval: }
                model: lenet5
                loss:
                  type: softmax-cross-entropy
                optimizer: {sgd: {learning-rate: 1}}
                schedule: {warm-up: 3, unit: step}
                train: {steps: 100, precision: bfloat16}
                checkpoint: {every: {steps: 10}}
                backend: {prefer: reference, threads: 2}
                """).read();
        assertEquals(1, experiment.data().train().transforms().size());
        assertEquals(Optional.empty(), experiment.data().eval());
        assertEquals(
                "lenet5",
                ((ModelSection.Named) experiment.model()).architecture().type());
        assertEquals("sgd", experiment.optimizer().type().type());
        assertEquals("constant", experiment.schedule().schedule().type());
        assertEquals(3, experiment.schedule().warmUp());
        assertEquals(Unit.STEP, experiment.schedule().unit());
        assertEquals(new TrainSection(new Span(100, Unit.STEP), Precision.BFLOAT16), experiment.train());
        assertEquals(new CheckpointSection(new Span(10, Unit.STEP), 3), experiment.checkpoint());
        assertEquals(new BackendSection(List.of("reference"), 2), experiment.backend());
    }

    @Test
    void takesAnchors() {
        Experiment experiment = bench.file(
                        "x.yaml",
                        SMALL.replace(
                                "{train: {dataset: mnist, path: a}}",
                                "{train: &mnist {dataset: mnist, path: a}, eval: *mnist}"))
                .read();
        assertEquals("test", experiment.data().eval().orElseThrow().split());
    }

    @Test
    void takesSectionsWithNothingInThem() {
        Experiment experiment = bench.file("x.yaml", SMALL + "checkpoint:\nbackend:\nschedule:\n")
                .read();
        assertEquals("constant", experiment.schedule().schedule().type());
        assertEquals(3, experiment.checkpoint().keep());
    }

    @Test
    void readsAVariantThatLooksLikeANumber() {
        Experiment experiment = bench.read("model.variant=1998");
        assertEquals(
                "{variant: 1998}",
                ((ModelSection.Named) experiment.model())
                        .architecture()
                        .options()
                        .toString());
        assertEquals("1998", ((Map<?, ?>) experiment.resolved().toJava().get("model")).get("variant"));
        Experiment again =
                bench.file("x.yaml", ConfigText.write(experiment.resolved())).read();
        assertEquals(experiment.resolved().toJava(), again.resolved().toJava());
    }

    @Test
    void printsSpans() {
        assertEquals("1 epoch", new Span(1, Unit.EPOCH).toString());
        assertEquals("2 steps", new Span(2, Unit.STEP).toString());
        assertEquals("{steps: 2}", new Span(2, Unit.STEP).toNode().shown());
    }
}
