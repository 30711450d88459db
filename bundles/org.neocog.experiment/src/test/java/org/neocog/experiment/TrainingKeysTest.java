package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.optimizer.EpochMetric;

/** The keys that say how a training treats gradients and weights, what it begins with, and when it ends early. */
class TrainingKeysTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
        bench.file("x.yaml", Bench.LENET);
    }

    private Experiment read(String... overrides) {
        return bench.read(overrides);
    }

    @Test
    void withoutThemNothingIsDone() {
        Experiment experiment = read();
        assertEquals(List.of(), experiment.optimizer().groups());
        assertEquals(TransferSection.NONE, experiment.transfer());
        assertEquals(new TrainSection(new Span(12, Unit.EPOCH), Precision.FLOAT32), experiment.train());
        assertEquals(
                new GuardSection(GuardSection.Policy.STOP, Optional.empty(), Optional.empty(), 3, 0.5),
                experiment.guards());
        assertEquals(new LossSection(LossSection.Type.SOFTMAX_CROSS_ENTROPY, 0, List.of()), experiment.loss());
    }

    @Test
    void readsThemAllAndWritesThemBack() {
        Experiment experiment = read(
                "optimizer={type: sgd, learning-rate: 0.05, momentum: 0.9, groups: [{match: [\"*.bias\", \"bn*\"],"
                        + " weight-decay: 0}, {match: conv1.*, frozen: true}, {match: fc.*, rate-factor: 10}]}",
                "+train.grad-clip=1",
                "+train.ema=0.999",
                "+train.accumulate=4",
                "+train.budget={seconds: 60, steps: 1000}",
                "+train.early-stopping={metric: eval-accuracy, patience: 2}",
                "checkpoint={every: {epochs: 1, seconds: 300}, best: eval-accuracy}",
                "+guards={not-finite: rollback, spike: {factor: 4}, stall: lower-learning-rate}",
                "model={architecture: lenet5, weights: w.safetensors, head: 7, freeze: [\"conv*\"]}",
                "loss={type: softmax-cross-entropy, label-smoothing: 0.1, class-weights: [1, 2]}");
        assertEquals(3, experiment.optimizer().groups().size());
        ParameterGroup first = experiment.optimizer().groups().get(0);
        assertEquals(List.of("*.bias", "bn*"), first.match());
        assertEquals(
                "{learning-rate: 0.05, momentum: 0.9, weight-decay: 0.0}",
                first.optimizer().options().toString());
        assertTrue(experiment.optimizer().groups().get(1).frozen());
        assertEquals(10, experiment.optimizer().groups().get(2).rateFactor());
        assertEquals(
                new TrainSection(
                        new Span(12, Unit.EPOCH),
                        Precision.FLOAT32,
                        4,
                        Optional.of(new GradientClip.Norm(1)),
                        Optional.of(new MovingAverage(0.999, true)),
                        Optional.of(new EarlyStopping(EpochMetric.EVAL_ACCURACY, 2, 0)),
                        new Budget(OptionalDouble.of(60), OptionalLong.of(1000))),
                experiment.train());
        assertEquals(
                new CheckpointSection(
                        new CheckpointSection.Every(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.of(300)),
                        3,
                        Optional.of(EpochMetric.EVAL_ACCURACY)),
                experiment.checkpoint());
        assertEquals(
                new GuardSection(
                        GuardSection.Policy.ROLLBACK,
                        Optional.of(new GuardSection.Spike(GuardSection.Policy.ROLLBACK, 4, 100)),
                        Optional.of(new GuardSection.Stall(GuardSection.Policy.LOWER_LEARNING_RATE, 10, 0.001)),
                        3,
                        0.5),
                experiment.guards());
        assertEquals(
                new TransferSection(Optional.of(Path.of("w.safetensors")), OptionalInt.of(7), List.of("conv*")),
                experiment.transfer());
        assertEquals(0.1, experiment.loss().labelSmoothing());
        assertEquals(List.of(1.0, 2.0), experiment.loss().classWeights());

        bench.file("x.yaml", ConfigText.write(experiment.resolved()));
        Experiment again = bench.read();
        assertEquals(experiment.train(), again.train());
        assertEquals(experiment.transfer(), again.transfer());
        assertEquals(experiment.guards(), again.guards());
        assertEquals(
                experiment.optimizer().groups().stream()
                        .map(g -> g.optimizer().options())
                        .toList(),
                again.optimizer().groups().stream()
                        .map(g -> g.optimizer().options())
                        .toList());
        assertEquals(ConfigText.write(experiment.resolved()), ConfigText.write(again.resolved()));
    }

    @Test
    void saysWhatIsWrongWithThem() {
        String text = bench.problems(
                "optimizer={type: sgd, learning-rate: 0.05, groups: [{weight-decay: 0}, {match: a, momentun: 0}]}",
                "+train.grad-clip={norm: 1, value: 2}",
                "+guards.stall=rollback");
        assertTrue(text.contains("missing key \"match\" in optimizer.groups.0."), text);
        assertTrue(text.contains("unknown key \"momentun\"; did you mean \"momentum\"?"), text);
        assertTrue(text.contains("exactly one of norm and value must be given, but norm=1.0, value=2.0. [clip]"), text);
        assertTrue(text.contains("policy must be stop or lower-learning-rate, but policy=rollback"), text);
    }

    @Test
    void aStarStandsForAnyCharacters() {
        assertTrue(NamePattern.matches("*.bias", "layer1.0.conv1.bias"));
        assertFalse(NamePattern.matches("*.bias", "layer1.0.conv1.biases"));
        assertTrue(NamePattern.matches("layer1.*", "layer1.0.bn.weight"));
        assertFalse(NamePattern.matches("layer1.*", "layer10.0.bn.weight"));
        assertTrue(NamePattern.matches("a*c*e", "abcde"));
        assertFalse(NamePattern.matches("a.b", "axb"), "a dot is a dot");
    }
}
