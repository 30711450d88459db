package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.experiment.Experiment;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;

class LocalRunEngineTest {
    /** 300 examples in batches of 64: four and a last one of 44. */
    private static final int STEPS_PER_EPOCH = 5;

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    @Test
    void trainsEvaluatesAndKeepsTheRunFolder() throws Exception {
        RunSummary summary = fixture.train("a", "train.epochs=12", "schedule.milestones=[9]");
        assertEquals("completed", summary.status());
        assertEquals(12, summary.epochs());
        assertEquals(12L * STEPS_PER_EPOCH, summary.steps());
        assertEquals(100, summary.eval().examples());
        assertTrue(
                summary.eval().accuracy() >= 0.7, "accuracy " + summary.eval().accuracy());
        assertEquals(1 - summary.eval().accuracy(), summary.eval().errors() / 100.0, 1e-12);
        assertTrue(summary.trainLoss() < 0.7, "loss " + summary.trainLoss());

        Path run = fixture.run("a");
        try (Stream<Path> files = Files.list(run)) {
            assertEquals(
                    List.of(
                            "checkpoints",
                            "config.yaml",
                            "events.jsonl",
                            "manifest.json",
                            "metrics.jsonl",
                            "summary.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        JsonObject stored = RunFolder.summary(run).orElseThrow();
        assertEquals("completed", stored.get("status").getAsString());
        assertEquals(
                summary.eval().accuracy(),
                stored.getAsJsonObject("eval").get("accuracy").getAsDouble());
        assertEquals(12 * STEPS_PER_EPOCH, Fixture.losses(run).size());
        assertEquals(
                List.of("RESOLVING", "READY", "RUNNING", "COMPLETED"),
                Fixture.events(run).stream()
                        .map(event -> event.get("state").getAsString())
                        .toList());
        JsonObject manifest = Json.parse(Files.readString(run.resolve("manifest.json")));
        assertEquals(4 * 25 + 4 + 10 * 144 + 10, manifest.get("parameters").getAsLong());
        assertEquals(
                "reference", manifest.getAsJsonObject("backend").get("name").getAsString());
    }

    @Test
    void givesTheSameLossesForTheSameSeedWhateverTheThreads() throws Exception {
        fixture.train("two");
        fixture.train("again");
        fixture.train("one", "backend.threads=1");
        fixture.train("other", "seed=8");
        List<String> losses = Fixture.losses(fixture.run("two"));
        assertEquals(3 * STEPS_PER_EPOCH, losses.size());
        assertEquals(losses, Fixture.losses(fixture.run("again")));
        assertEquals(losses, Fixture.losses(fixture.run("one")));
        assertFalse(losses.equals(Fixture.losses(fixture.run("other"))), "another seed gives other losses");
    }

    @Test
    void resumesOnTheBackendThatTheCommandAskedFor() throws Exception {
        Experiment experiment = fixture.experiment("backend.prefer=[opencl, onednn]");
        fixture.engine
                .start(
                        experiment,
                        Optional.of(fixture.run("asked")),
                        fixture.run("runs"),
                        Optional.of("reference"),
                        RunListener.NONE)
                .await();
        Files.delete(fixture.run("asked").resolve("summary.json"));

        RunSummary resumed = fixture.engine
                .resume(fixture.run("asked"), Optional.empty(), RunListener.NONE)
                .await();

        assertEquals("completed", resumed.status());
        assertEquals("reference", resumed.backend());
    }

    @Test
    void resumesAKilledRunToTheSameBits() throws Exception {
        fixture.train("whole");
        fixture.train("killed", "~checkpoint.every.epochs", "+checkpoint.every.steps=3");
        Path run = fixture.run("killed");
        // what kill -9 in the middle of epoch 2 leaves: a checkpoint of step 6, later lines, a torn one, no summary
        for (long step : new long[] {9, 12, 15}) {
            Files.delete(run.resolve("checkpoints/step-%08d.safetensors".formatted(step)));
            Files.delete(run.resolve("checkpoints/step-%08d.json".formatted(step)));
        }
        Files.delete(run.resolve("summary.json"));
        Files.writeString(
                run.resolve("metrics.jsonl"), "{\"type\":\"step\",\"st", java.nio.file.StandardOpenOption.APPEND);

        RunSummary summary =
                fixture.engine.resume(run, Optional.empty(), RunListener.NONE).await();

        assertEquals(15, summary.steps());
        assertArrayEquals(Fixture.weights(fixture.run("whole"), 15), Fixture.weights(run, 15));
        assertEquals(Fixture.losses(fixture.run("whole")), Fixture.losses(run));
        RunSummary whole = fixture.engine
                .resume(fixture.run("whole"), Optional.empty(), RunListener.NONE)
                .await();
        assertEquals(whole.eval(), summary.eval());
        assertEquals(whole.trainLoss(), summary.trainLoss(), "the mean over the epoch that was cut in two");
    }

    @Test
    void stopsWithACheckpointWhenCancelledAndGoesOnFromIt() throws Exception {
        fixture.train("whole");
        AtomicReference<Run> running = new AtomicReference<>();
        List<Long> steps = new ArrayList<>();
        RunListener cancels = new RunListener() {
            @Override
            public void epochFinished(EpochReport report) {
                steps.add((long) report.epoch());
                running.get().cancel();
            }

            @Override
            public void started(RunInfo info) {
                while (running.get() == null) {
                    Thread.onSpinWait();
                }
            }
        };
        running.set(fixture.engine.start(
                fixture.experiment(), Optional.of(fixture.run("stopped")), folder, Optional.empty(), cancels));
        RunSummary stopped = running.get().await();
        assertEquals("cancelled", stopped.status());
        assertEquals(RunState.CANCELLED, running.get().state());
        assertEquals(List.of(1L), steps);
        assertEquals(STEPS_PER_EPOCH, stopped.steps());

        RunSummary resumed = fixture.engine
                .resume(fixture.run("stopped"), Optional.empty(), RunListener.NONE)
                .await();
        assertEquals("completed", resumed.status());
        assertArrayEquals(Fixture.weights(fixture.run("whole"), 15), Fixture.weights(fixture.run("stopped"), 15));
    }

    @Test
    void evaluatesARunAndItsWeightsLikeTheRunItself() throws Exception {
        RunSummary trained = fixture.train("a");
        RunSummary ofRun = fixture.engine.evaluateRun(fixture.run("a"), EvaluationOptions.NONE, RunListener.NONE);
        assertEquals(trained.eval(), ofRun.eval());
        assertEquals(15, ofRun.steps());
        Path weights = fixture.run("a").resolve("checkpoints/step-00000015.safetensors");
        RunSummary ofFile = fixture.engine.evaluate(
                fixture.experiment(), Optional.of(weights), EvaluationOptions.NONE, RunListener.NONE);
        assertEquals(trained.eval(), ofFile.eval());
        RunSummary onTrain = fixture.engine.evaluateRun(
                fixture.run("a"),
                new EvaluationOptions(Optional.of("train"), Optional.empty(), Optional.empty()),
                RunListener.NONE);
        assertEquals(300, onTrain.eval().examples());
    }

    @Test
    void namesEveryTensorThatDoesNotFit() throws Exception {
        fixture.train("a");
        Experiment other = fixture.experiment("model.layers.0.conv2d.filters=6", "model.layers.4.name=classes");
        Path weights = fixture.run("a").resolve("checkpoints/step-00000015.safetensors");
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.evaluate(other, Optional.of(weights), EvaluationOptions.NONE, RunListener.NONE));
        assertEquals("""
                weights: must fit the model, but 6 do not. Use weights of this model, or change the model.
                weights: c1.weight is float32[4, 1, 5, 5], expected float32[6, 1, 5, 5]
                weights: c1.bias is float32[4], expected float32[6]
                weights: classes.weight is missing
                weights: classes.bias is missing
                weights: output.weight is not part of the model
                weights: output.bias is not part of the model""", e.getMessage());
    }

    @Test
    void refusesARunFolderThatExists() throws Exception {
        Files.createDirectory(fixture.run("a"));
        ConfigException e = assertThrows(ConfigException.class, () -> fixture.train("a"));
        assertEquals(
                "run folder: must not exist, but " + fixture.run("a")
                        + " does. Choose another one, or go on with it by: neocog resume " + fixture.run("a"),
                e.getMessage());
    }

    @Test
    void refusesAFolderThatIsNoRun() {
        ConfigException e = assertThrows(
                ConfigException.class, () -> fixture.engine.resume(folder, Optional.empty(), RunListener.NONE));
        assertTrue(e.getMessage().contains("must be a run folder, but has no config.yaml"), e.getMessage());
    }

    @Test
    void failsWithThePathWhereNothingCanBeWritten() throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, "not a folder");
        RunException e = assertThrows(
                RunException.class,
                () -> fixture.engine.start(
                        fixture.experiment(),
                        Optional.of(file.resolve("run")),
                        folder,
                        Optional.empty(),
                        RunListener.NONE));
        assertTrue(
                e.getMessage().startsWith("run folder " + file.resolve("run") + ": must be writable, but "),
                e.getMessage());
    }

    @Test
    void keepsTheLastCheckpointWhenTheLossIsNotFinite() throws Exception {
        RunException e = assertThrows(RunException.class, () -> fixture.train("a", "optimizer.learning-rate=1e30"));
        assertTrue(e.getMessage().startsWith("train: the loss must be finite, but step="), e.getMessage());
        assertEquals(
                "failed",
                RunFolder.summary(fixture.run("a")).orElseThrow().get("status").getAsString());
        assertEquals(
                0,
                RunFolder.checkpoints(fixture.run("a"), 3)
                        .last()
                        .orElseThrow()
                        .position()
                        .step());
        JsonObject failed = Fixture.events(fixture.run("a"))
                .get(Fixture.events(fixture.run("a")).size() - 1);
        assertEquals("FAILED", failed.get("state").getAsString());
        assertTrue(failed.get("step").getAsLong() >= 1, "the step that it came to: " + failed);
    }

    @Test
    void saysWhichBackendsThereAre() throws Exception {
        Experiment experiment = fixture.experiment("backend.prefer=[opencl, onednn]");
        ConfigException e =
                assertThrows(ConfigException.class, () -> fixture.engine.requireBackend(experiment, Optional.empty()));
        assertEquals(
                "backend: none matches (neocog.backend.name=opencl|onednn); available: [reference]. "
                        + "Install a bundle that registers one, or change backend.prefer.",
                e.getMessage());
    }

    @Test
    void goesOnToTheNextBackendThatComputesInThePrecision() throws Exception {
        Backend narrow = new OneTypeBackend();
        fixture.addBackend("narrow", narrow);
        assertEquals(
                "narrow",
                fixture.train("a", "backend.prefer=[narrow, reference]", "train.epochs=1")
                        .backend());
        assertEquals(
                "reference",
                fixture.train("b", "backend.prefer=[narrow, reference]", "train.epochs=1", "train.precision=float64")
                        .backend());
    }

    @Test
    void saysWhatThePreferredBackendsComputeIn() throws Exception {
        fixture.addBackend("narrow", new OneTypeBackend());
        Experiment experiment = fixture.experiment("backend.prefer=[narrow, reference]", "train.precision=bfloat16");
        ConfigException e =
                assertThrows(ConfigException.class, () -> fixture.engine.requireBackend(experiment, Optional.empty()));
        assertEquals(
                "backend: one of the preferred must compute in the precision, but precision=bfloat16; offered:"
                        + " narrow=[float32], reference=[float32, float64]. Use another train.precision, or add a"
                        + " backend to backend.prefer.",
                e.getMessage());
        assertThrows(
                ConfigException.class,
                () -> fixture.engine.start(experiment, Optional.empty(), folder, Optional.empty(), RunListener.NONE));
    }

    @Test
    void leavesWhatTheBackendDoesNotSupportToACompleteOneAndSaysSo() throws Exception {
        fixture.addBackend("picky", new PickyBackend(node -> !node.op().name().startsWith("max_pool")));
        RunSummary summary = fixture.train("a", "backend.prefer=[picky]");
        assertEquals("picky", summary.backend());
        fixture.train("b");
        assertEquals(Fixture.losses(fixture.run("b")), Fixture.losses(fixture.run("a")));
        List<JsonObject> events = Fixture.events(fixture.run("a"));
        JsonObject fallbacks = event(events, "fallbacks");
        assertEquals(
                "{\"graph\":\"train/44\",\"op\":\"max_pool\",\"scope\":\"max-pool1\",\"count\":1}",
                fallbacks.getAsJsonArray("ops").get(0).toString());
        JsonObject cost = event(events, "fallback-cost");
        assertTrue(cost.get("seconds").getAsDouble() > 0, cost.toString());
        assertTrue(cost.get("share").getAsDouble() > 0 && cost.get("share").getAsDouble() < 1, cost.toString());
        assertTrue(Fixture.events(fixture.run("b")).stream()
                .noneMatch(line -> line.get("event").getAsString().startsWith("fallback")));
    }

    private static JsonObject event(List<JsonObject> events, String name) {
        return events.stream()
                .filter(line -> line.get("event").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The reference backend, of float32 alone. */
    private static final class OneTypeBackend implements Backend {
        private final Backend reference = new ReferenceBackend();

        @Override
        public DeviceInfo device() {
            return new DeviceInfo("one", "test", 1, Set.of(ElementType.FLOAT32));
        }

        @Override
        public Executable compile(Program program, CompileOptions options) {
            return reference.compile(program, options);
        }
    }

    @Test
    void refusesAModelThatDoesNotGiveOneNumberPerClass() throws IOException {
        Experiment experiment = fixture.experiment("model.layers.4.dense.units=11");
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.start(experiment, Optional.empty(), folder, Optional.empty(), RunListener.NONE));
        assertEquals(
                folder.resolve("small.yaml")
                        + ":15:7: model: the last layer must give one number per class, but its output=[11],"
                        + " classes=10. Change the last layer, or the dataset.",
                e.getMessage());
        assertTrue(Files.notExists(folder.resolve("runs")), "nothing was made");
    }

    @Test
    void plansWithoutTraining() throws IOException {
        Plan plan = fixture.engine.plan(fixture.experiment());
        assertEquals("[1, 28, 28]", plan.input().toString());
        assertEquals(4 * 25 + 4 + 10 * 144 + 10, plan.totals().parameters());
        assertEquals(12 * 12 * 4 * 25 + 1440, plan.totals().macs());
        Plan.Layer convolution = plan.layers().get(0);
        assertEquals("[4, 12, 12]", convolution.output().toString());
        assertEquals(12 * 12 * 4 * 25, convolution.macs());
        assertEquals(5, convolution.receptiveField());
        assertEquals(7, plan.layers().get(2).receptiveField());
        assertEquals(27, plan.layers().get(3).receptiveField());
        assertEquals(4 * 12 * 12 * 4, convolution.activationBytes());
    }
}
