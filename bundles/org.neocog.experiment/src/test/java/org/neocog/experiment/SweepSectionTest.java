package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

class SweepSectionTest {
    @TempDir
    Path folder;

    private SweepSection read(String sweep) {
        return new Bench(folder)
                .file("x.yaml", Bench.LENET + "sweep: " + sweep + "\n")
                .read()
                .sweep()
                .orElseThrow();
    }

    @Test
    void aGridHasEveryCombination() {
        SweepSection sweep = read(
                "{over: {optimizer.learning-rate: [0.1, 0.01], schedule: [constant, {multistep: [3]}]}, seeds: [1, 2]}");
        assertEquals(
                List.of(
                        List.of("optimizer.learning-rate=0.1", "schedule=constant"),
                        List.of("optimizer.learning-rate=0.1", "schedule={multistep: [3]}"),
                        List.of("optimizer.learning-rate=0.01", "schedule=constant"),
                        List.of("optimizer.learning-rate=0.01", "schedule={multistep: [3]}")),
                sweep.trials(1));
        assertEquals(List.of(1L, 2L), sweep.seeds());
    }

    @Test
    void randomTrialsAreWithinTheirRangesAndTheSameForASeed() {
        SweepSection sweep = read("{search: random, trials: 50, over: {optimizer.learning-rate: {from: 0.001, to: 1,"
                + " log: true}, data.train.batch: {from: 16, to: 64, whole: true}, name: [a, b]}}");
        List<List<String>> trials = sweep.trials(7);
        assertEquals(50, trials.size());
        int small = 0;
        for (List<String> trial : trials) {
            double rate = Double.parseDouble(trial.get(0).substring("optimizer.learning-rate=".length()));
            assertTrue(rate >= 0.001 && rate <= 1, trial.get(0));
            small += rate < 0.0316 ? 1 : 0;
            long batch = Long.parseLong(trial.get(1).substring("data.train.batch=".length()));
            assertTrue(batch >= 16 && batch <= 64, trial.get(1));
            assertTrue(trial.get(2).equals("name=a") || trial.get(2).equals("name=b"));
        }
        assertTrue(small > 15 && small < 35, "half of them below the geometric mean, but " + small);
        assertEquals(trials, sweep.trials(7));
        assertNotEquals(trials, sweep.trials(8));
    }

    @Test
    void foldsAndSeedsNeedNoKeys() {
        SweepSection sweep = read("{folds: 5}");
        assertEquals(5, sweep.folds());
        assertEquals(List.of(List.of()), sweep.trials(1), "one trial, the config as it is");
        assertEquals(List.of(List.of()), read("{seeds: [1, 2]}").trials(1));
        assertEquals(1, read("{over: {seed: [1]}}").folds());
        ConfigException e = assertThrows(ConfigException.class, () -> read("{seeds: [1]}"));
        assertTrue(e.getMessage().contains("sweep.over must be a mapping, but is absent."), e.getMessage());
    }

    @Test
    void aGridTakesNoRanges() {
        String text = new Bench(folder)
                .file("x.yaml", Bench.LENET + "sweep: {over: {optimizer.learning-rate: {from: 1, to: 2}}}\n")
                .problems();
        assertTrue(
                text.contains("sweep.over.optimizer.learning-rate must be a list of values, but is {from: 1, to: 2}."
                        + " Write [0.1, 0.01]; ranges are for search: random and halving."),
                text);
    }

    @Test
    void withoutTheSectionThereIsNone() {
        assertEquals(
                Optional.empty(),
                new Bench(folder).file("x.yaml", Bench.LENET).read().sweep());
    }
}
