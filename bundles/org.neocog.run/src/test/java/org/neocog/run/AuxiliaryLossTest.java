package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.experiment.Experiment;

/** Two outputs: {@code main} at the end, {@code aux} on a branch of its own. */
class AuxiliaryLossTest {
    private static final String CONFIG = """
            neocog: 1
            data: {train: {dataset: noise, size: 8, batch: 8, shuffle: false}, eval: {dataset: noise, size: 8, batch: 8}}
            model:
              layers:
                - {conv2d: {filters: 4, kernel: 3}, name: c1}
                - relu
                - {block: aux, layers: [flatten, {dense: {units: 10}, name: fc}]}
                - {flatten: , name: flat, from: relu1}
                - {dense: {units: 10}, name: main}
              outputs: [{from: aux, weight: 0.5}]
            optimizer: {type: sgd, learning-rate: 0.01}
            train: {epochs: 1, precision: float64}
            backend: {prefer: [reference]}
            """;

    @TempDir
    Path folder;

    private RunSummary train(String run, String... overrides) throws Exception {
        Fixture fixture = new Fixture(folder);
        return fixture.train(run, fixture.read(CONFIG, overrides));
    }

    @Test
    void addsTheWeightedLossOfTheFurtherOutput() throws Exception {
        double with = train("with").trainLoss();
        double without = train("without", "~model.outputs").trainLoss();
        double twice = train("twice", "model.outputs.0.weight=1").trainLoss();
        assertTrue(with > without, with + " > " + without);
        assertEquals(2 * (with - without), twice - without, 1e-9);
    }

    @Test
    void trainsTheBranchThatOnlyTheFurtherOutputReads() throws Exception {
        train("with");
        train("without", "~model.outputs");
        assertTrue(moved("with", "aux.fc.weight"));
        assertFalse(moved("without", "aux.fc.weight"));
        assertTrue(moved("without", "main.weight"));
    }

    @Test
    void evaluatesTheLastLayerAlone() throws Exception {
        Fixture fixture = new Fixture(folder);
        Experiment with = fixture.read(CONFIG);
        Experiment without = fixture.read(CONFIG, "~model.outputs");
        assertEquals(
                fixture.engine
                        .evaluate(without, Optional.empty(), EvaluationOptions.NONE, RunListener.NONE)
                        .eval(),
                fixture.engine
                        .evaluate(with, Optional.empty(), EvaluationOptions.NONE, RunListener.NONE)
                        .eval());
    }

    @Test
    void refusesAFurtherOutputOfAnotherShape() throws Exception {
        ConfigException e =
                assertThrows(ConfigException.class, () -> train("wrong", "model.layers.2.layers.1.dense.units=7"));
        assertEquals(
                folder.resolve("x.yaml")
                        + ":7:38: model: output \"aux.fc\" must give one number per class, but its output=[7],"
                        + " classes=10. Change its layer, or the dataset.",
                e.getMessage());
    }

    private boolean moved(String run, String variable) throws Exception {
        Path checkpoints = folder.resolve(run).resolve("checkpoints");
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot before = Safetensors.read(checkpoints.resolve("step-00000000.safetensors"), allocator);
                Snapshot after = Safetensors.read(checkpoints.resolve("step-00000001.safetensors"), allocator)) {
            return !Arrays.equals(values(before, variable), values(after, variable));
        }
    }

    private static double[] values(Snapshot snapshot, String variable) {
        double[] values = new double[snapshot.tensor(variable).shape().intSize()];
        snapshot.tensor(variable).copyTo(values);
        return values;
    }
}
