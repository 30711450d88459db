package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

/** What a config does to gradients and weights, seen in the checkpoints before and after some steps. */
class TrainingOptionsTest {
    private static final String PLAIN = "optimizer={type: sgd, learning-rate: 0.5}";
    private static final String[] NAMES = {"c1.weight", "c1.bias", "output.weight", "output.bias"};

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    /** Trains some steps, and keeps the checkpoints of all. */
    private Path train(String name, int steps, String... overrides) throws Exception {
        String[] all = Arrays.copyOf(overrides, overrides.length + 3);
        all[overrides.length] = "train={steps: " + steps + ", precision: float64}";
        all[overrides.length + 1] = "checkpoint={every: {steps: 1}, keep: 100}";
        all[overrides.length + 2] = "schedule=constant";
        List<String> ordered = new java.util.ArrayList<>(Arrays.asList(all));
        ordered.sort(java.util.Comparator.comparing(override -> override.startsWith("+") ? 1 : 0));
        fixture.train(name, ordered.toArray(String[]::new));
        return fixture.run(name);
    }

    private static double[] change(Path run, String variable) throws Exception {
        double[] before = Fixture.values(run, 0, variable);
        double[] after = Fixture.values(run, 1, variable);
        double[] change = new double[before.length];
        Arrays.setAll(change, i -> after[i] - before[i]);
        return change;
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    }

    @Test
    void groupsHaveOptionsAndRatesOfTheirOwn() throws Exception {
        Path all = train("all", 1, "optimizer={type: sgd, learning-rate: 0.5, weight-decay: 0.1}");
        Path groups = train(
                "groups",
                1,
                "optimizer={type: sgd, learning-rate: 0.5, weight-decay: 0.1, groups: ["
                        + "{match: output.weight, weight-decay: 0}, {match: c1.weight, rate-factor: 3},"
                        + " {match: c1.bias, learning-rate: 1, weight-decay: 0}, {match: output.*, frozen: true}]}");
        double[] start = Fixture.values(all, 0, "output.weight");
        double[] decayed = change(all, "output.weight");
        double[] plain = change(groups, "output.weight");
        for (int i = 0; i < start.length; i++) {
            assertEquals(decayed[i] + 0.5 * 0.1 * start[i], plain[i], 1e-12, "without decay");
        }
        double[] one = change(all, "c1.weight");
        double[] three = change(groups, "c1.weight");
        for (int i = 0; i < one.length; i++) {
            assertEquals(3 * one[i], three[i], 1e-12, "three times the rate");
        }
        assertEquals(2 * change(all, "c1.bias")[0], change(groups, "c1.bias")[0], 1e-12, "a bias is 0 at first");
        assertArrayEquals(
                new double[10], change(groups, "output.bias"), 0.0, "the first match counts, this is the last");
    }

    @Test
    void frozenParametersStayBitForBitAndHaveNoSlots() throws Exception {
        Path run = train("frozen", 3, "model.freeze=[\"c1.*\"]".replace("model.freeze", "+model.freeze"));
        for (String name : List.of("c1.weight", "c1.bias")) {
            assertArrayEquals(Fixture.values(run, 0, name), Fixture.values(run, 3, name), 0.0, name);
            assertThrows(RuntimeException.class, () -> Fixture.values(run, 3, name + "#momentum"));
        }
        assertFalse(Arrays.equals(Fixture.values(run, 0, "output.bias"), Fixture.values(run, 3, "output.bias")));
        JsonObject manifest = Json.parse(java.nio.file.Files.readString(run.resolve("manifest.json")));
        assertEquals(10 * 144 + 10, manifest.get("parameters").getAsLong(), "those that are trained");
    }

    @Test
    void aPatternThatMatchesNothingIsRefused() throws Exception {
        var experiment = fixture.experiment("+model.freeze=[conv*]");
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.start(experiment, Optional.empty(), folder, Optional.empty(), RunListener.NONE));
        assertTrue(
                e.getMessage()
                        .contains("model.freeze: must match a variable of the model, but \"conv*\" matches none of 4."
                                + " Names are such as c1.weight, c1.bias, output.weight, output.bias"),
                e.getMessage());
    }

    @Test
    void clippingByNormScalesAllGradientsTogether() throws Exception {
        Path free = train("free", 1, PLAIN);
        Path clipped = train("clipped", 1, PLAIN, "+train.grad-clip=0.01");
        double squares = 0;
        double ratio = 0;
        for (String name : NAMES) {
            double[] change = change(clipped, name);
            squares += norm(change) * norm(change);
            ratio = norm(change) / norm(change(free, name));
            assertTrue(ratio < 1, name);
        }
        assertEquals(0.5 * 0.01, Math.sqrt(squares), 1e-7);
        assertEquals(ratio, norm(change(clipped, "c1.weight")) / norm(change(free, "c1.weight")), 1e-9);
        Path loose = train("loose", 1, PLAIN, "+train.grad-clip=1000");
        assertArrayEquals(change(free, "c1.weight"), change(loose, "c1.weight"), 1e-15);
    }

    @Test
    void clippingByValueCutsEachNumber() throws Exception {
        double[] free = change(train("free", 1, PLAIN), "output.bias");
        double[] cut = change(train("cut", 1, PLAIN, "+train.grad-clip={value: 0.02}"), "output.bias");
        for (int i = 0; i < free.length; i++) {
            assertEquals(Math.max(-0.01, Math.min(0.01, free[i])), cut[i], 1e-15);
        }
        assertTrue(Arrays.stream(free).anyMatch(v -> Math.abs(v) > 0.01), "some are cut");
    }

    @Test
    void averagesFollowTheWeightsAndAreEvaluated() throws Exception {
        Path run = train("averaged", 5, PLAIN, "+train.ema=0.9");
        for (String name : NAMES) {
            double[] average = Fixture.values(run, 0, name);
            assertArrayEquals(average, Fixture.values(run, 0, name + "#ema"), 0.0, "they start alike");
            for (int step = 1; step <= 5; step++) {
                double share = 1 - Math.min(0.9, (1.0 + step) / (10.0 + step));
                double[] value = Fixture.values(run, step, name);
                for (int i = 0; i < value.length; i++) {
                    average[i] += share * (value[i] - average[i]);
                }
            }
            assertArrayEquals(average, Fixture.values(run, 5, name + "#ema"), 1e-12, name);
        }
        JsonObject epoch = Fixture.epochs(run).get(0);
        JsonObject averaged = epoch.getAsJsonObject("evalAverage");
        assertFalse(averaged.equals(epoch.getAsJsonObject("eval")), "other weights have another loss");
        Metrics again = fixture.engine
                .evaluateRun(
                        run,
                        new EvaluationOptions(Optional.empty(), Optional.empty(), Optional.empty(), true, false),
                        RunListener.NONE)
                .eval();
        assertEquals(averaged.get("loss").getAsDouble(), again.loss());
        Path plain = train("plain", 1, PLAIN);
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.evaluateRun(
                        plain,
                        new EvaluationOptions(Optional.empty(), Optional.empty(), Optional.empty(), true, false),
                        RunListener.NONE));
        assertTrue(e.getMessage().contains("must hold averaged weights, but holds none"), e.getMessage());
    }

    @Test
    void batchesAddUpToTheStepOfOneLargeBatch() throws Exception {
        String momentum = "optimizer={type: sgd, learning-rate: 0.1, momentum: 0.9}";
        Path large = train("large", 12, momentum);
        Path small = train("small", 12, momentum, "data.train.batch=16", "+train.accumulate=4");
        List<String> losses = Fixture.losses(large);
        List<String> sums = Fixture.losses(small);
        assertEquals(12, sums.size());
        for (int i = 0; i < 12; i++) {
            double one = Double.parseDouble(losses.get(i).split(" ")[1]);
            assertEquals(one, Double.parseDouble(sums.get(i).split(" ")[1]), 1e-12 * i + 1e-14, "step " + (i + 1));
        }
        for (String name : NAMES) {
            // 300 examples: the fifth step of each epoch has 44 of them in three batches
            assertArrayEquals(Fixture.values(large, 12, name), Fixture.values(small, 12, name), 1e-11, name);
        }
        assertArrayEquals(new double[10], Fixture.values(small, 12, "output.bias#gradient"), 0.0);
    }

    @Test
    void frozenNormalizationUsesItsStatisticsAndKeepsThem() throws Exception {
        String model = "model={layers: [{conv2d: {filters: 4, kernel: 5, stride: 2}, name: c1},"
                + " {batch-norm: , name: bn}, relu, flatten, {dense: 10, name: output}]";
        Path frozen = train("frozen", 2, model + ", freeze: [\"bn.*\", \"c1.*\"]}");
        for (String name : List.of("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var")) {
            assertArrayEquals(Fixture.values(frozen, 0, name), Fixture.values(frozen, 2, name), 0.0, name);
        }
        Path free = train("free", 2, model + "}");
        assertFalse(
                Arrays.equals(Fixture.values(free, 0, "bn.running_mean"), Fixture.values(free, 2, "bn.running_mean")));
        double first = Double.parseDouble(Fixture.losses(frozen).get(0).split(" ")[1]);
        double ofBatch = Double.parseDouble(Fixture.losses(free).get(0).split(" ")[1]);
        assertTrue(Math.abs(first - ofBatch) > 1e-3, "normalized by the statistics, not the batch");
    }

    @Test
    void aHeadReplacesTheClassifierAndTheRestComesFromTheFile() throws Exception {
        Path source = train("source", 3, PLAIN);
        String weights = source.resolve("checkpoints/step-00000003.safetensors").toString();
        Path tuned =
                train("tuned", 2, PLAIN, "+model.weights=" + weights, "+model.head=10", "+model.freeze=[\"c1.*\"]");
        assertArrayEquals(Fixture.values(source, 3, "c1.weight"), Fixture.values(tuned, 0, "c1.weight"), 0.0);
        assertArrayEquals(Fixture.values(source, 3, "c1.weight"), Fixture.values(tuned, 2, "c1.weight"), 0.0);
        assertArrayEquals(
                Fixture.values(source, 0, "output.weight"),
                Fixture.values(tuned, 0, "output.weight"),
                0.0,
                "initialized again, by the same seed");
        var experiment = fixture.experiment("+model.weights=" + weights, "+model.head=7");
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.start(experiment, Optional.empty(), folder, Optional.empty(), RunListener.NONE));
        assertTrue(e.getMessage().contains("output=[7], classes=10"), e.getMessage());
    }
}
