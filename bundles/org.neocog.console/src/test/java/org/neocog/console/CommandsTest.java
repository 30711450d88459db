package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.run.RunSummary;

/** What each command asks of the services and what it makes of the answer. */
class CommandsTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() throws IOException {
        bench = new Bench(folder);
    }

    @Test
    void runPassesItsOptionsOn() {
        assertEquals(
                0,
                bench.execute(
                        "run",
                        "small.yaml",
                        "-s",
                        "train.epochs=7",
                        "-s",
                        "+seed=3",
                        "--runs",
                        "r",
                        "--run-folder",
                        "f",
                        "--backend",
                        "reference"),
                bench.err());
        assertEquals(
                List.of(
                        "requireBackend reference",
                        "start small 7 epochs " + folder.resolve("f") + " " + folder.resolve("r") + " reference"),
                bench.engine.calls);
    }

    @Test
    void runMakesRunFoldersInRuns() {
        assertEquals(0, bench.execute("run", "small.yaml"));
        assertEquals("start small 2 epochs - " + folder.resolve("runs") + " -", bench.engine.calls.get(1));
    }

    @Test
    void runReportsAConfigProblemWithItsPlace() {
        assertEquals(2, bench.execute("run", "small.yaml", "-s", "optimizer.learning-rate=-1"));
        assertTrue(bench.err().contains("learning-rate must be above 0"), bench.err());
        assertEquals(List.of(), bench.engine.calls);
    }

    @Test
    void runPrintsTheSummaryForPeople() {
        bench.execute("run", "small.yaml");
        assertEquals("""
                accuracy 0.9000 (10 errors of 100), top 5 0.9900, loss 0.2500
                training loss 0.5000
                completed: 2 epochs, 20 steps in 3.5 s, 1000 images/s on reference  input-bound: 25 % of step time
                run folder runs/x
                """, bench.out());
    }

    @Test
    void runPrintsTheSummaryAsJsonToTheLetter() throws IOException {
        bench.execute("run", "small.yaml", "--json");
        assertEquals(JsonParser.parseString("""
                        {"run":"runs/x","status":"completed","backend":"reference","epochs":2,"steps":20,"train":{"loss":0.5},
                         "eval":{"loss":0.25,"accuracy":0.9,"top5":0.99,"errors":10,"examples":100},"imagesPerSecond":1000.0,"inputBound":0.25,"seconds":3.5}
                        """).toString(), bench.json().toString());
    }

    @Test
    void whatIsNotANumberIsNullInJson() throws IOException {
        bench.engine.summary =
                new RunSummary(null, "completed", "reference", 0, 0, Double.NaN, null, Double.POSITIVE_INFINITY, 0, 1);
        assertEquals(0, bench.execute("eval", "small.yaml", "--json"));
        JsonObject json = bench.json();
        assertTrue(json.get("run").isJsonNull());
        assertTrue(json.get("eval").isJsonNull());
        assertTrue(json.getAsJsonObject("train").get("loss").isJsonNull());
        assertTrue(json.get("imagesPerSecond").isJsonNull());
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void anInterruptedRunIsCancelledAndExits130() throws Exception {
        bench.engine.endless = true;
        bench.engine.summary =
                new RunSummary(Path.of("runs", "a b"), "cancelled", "reference", 0, 5, 0.5, null, 10, 0, 1);
        assertFalse(bench.commandLine.interrupt(), "nothing runs yet");
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> bench.execute("run", "small.yaml", "--json"));
        bench.engine.awaited.await();
        assertTrue(bench.commandLine.interrupt());
        assertEquals(130, code.get());
        assertTrue(bench.engine.calls.contains("cancel"));
        assertTrue(bench.err().contains("Go on with: neocog resume 'runs/a b'"), bench.err());
        assertEquals("cancelled", bench.json().get("status").getAsString());
        assertFalse(bench.commandLine.interrupt(), "nothing runs any more");
    }

    @Test
    void resumePassesItsOptionsOn() {
        assertEquals(0, bench.execute("resume", "r", "--backend", "b"));
        assertEquals(List.of("resume " + folder.resolve("r") + " b"), bench.engine.calls);
        bench.engine.calls.clear();
        assertEquals(0, bench.execute("resume", "r", "-s", "train.epochs=3", "--accept-changes"));
        assertEquals(List.of("resume " + folder.resolve("r") + " - [train.epochs=3] accept"), bench.engine.calls);
    }

    @Test
    void evalTakesAFolderForARun() throws IOException {
        Files.createDirectory(folder.resolve("r"));
        assertEquals(0, bench.execute("eval", "r", "--split", "train"));
        assertEquals(List.of("evaluateRun " + folder.resolve("r") + " train -"), bench.engine.calls);
    }

    @Test
    void evalTakesAFileForAConfigAndReadsWeights() {
        assertEquals(0, bench.execute("eval", "small.yaml", "--weights", "w.safetensors"));
        assertEquals(
                List.of("requireBackend -", "evaluate small " + folder.resolve("w.safetensors") + " - -"),
                bench.engine.calls);
    }

    @Test
    void evalOfARunWithWeightsUsesItsConfig() throws IOException {
        Files.createDirectory(folder.resolve("r"));
        Files.writeString(folder.resolve("r/config.yaml"), Bench.CONFIG);
        assertEquals(0, bench.execute("eval", "r", "--weights", "w"), bench.err());
        assertEquals("evaluate small " + folder.resolve("w") + " - -", bench.engine.calls.get(1));
    }

    @Test
    void evalRefusesOverridesOfARun() throws IOException {
        Files.createDirectory(folder.resolve("r"));
        assertEquals(2, bench.execute("eval", "r", "-s", "a=b"));
        assertTrue(bench.err().contains("is a run folder"), bench.err());
    }

    @Test
    void evalWithoutWeightsSaysSo() {
        assertEquals(0, bench.execute("eval", "small.yaml"));
        assertTrue(bench.err().contains("as it is initialized"), bench.err());
    }

    @Test
    void evalWritesLogits() {
        assertEquals(0, bench.execute("eval", "small.yaml", "--weights", "w", "--logits", "l.safetensors"));
        assertEquals("evaluate small", bench.engine.calls.get(1).substring(0, 14));
        assertTrue(bench.engine.calls.get(1).endsWith(" - - logits l.safetensors"), bench.engine.calls.toString());
    }

    @Test
    void planPrintsAlignedColumns() {
        assertEquals(0, bench.execute("plan", "small.yaml"));
        assertEquals("""
                small: 7 850 parameters and 10 buffers, 7 840 MACs and 40 B of layer outputs per image, 2.0 FLOPs per parameter
                memory for a batch of 2: at least 98.3 KiB to train (weights 30.7 KiB, gradients 30.7 KiB, optimizer 30.7 KiB, layer outputs 6.2 KiB, their gradients 80 B), 36.9 KiB to evaluate

                layer  type        output  parameters   MACs  receptive field  memory
                input         1 x 28 x 28
                f *    dense           10       7 850  7 840               28    40 B
                * only while it trains: not in the MACs above

                part   name   bundle
                layer  dense  org.example 1.0.0

                learning rate  CURVE  from 0.5 to 0.05, between 0.05 and 0.5

                warning: something is odd. [R1]
                """, bench.out().replaceFirst("learning rate  \\S+", "learning rate  CURVE"));
    }

    @Test
    void planPrintsJsonToTheLetter() throws IOException {
        assertEquals(0, bench.execute("plan", "small.yaml", "--json"));
        assertEquals(
                "{\"parameters\":7850,\"trainableParameters\":7840,\"macs\":7840,\"layers\":[{\"name\":\"f\",\"type\":\"dense\","
                        + "\"output\":[10],\"parameters\":7850,\"macs\":7840,\"receptiveField\":28,\"buffers\":10,"
                        + "\"activationBytes\":40,\"trainingOnly\":true}],\"name\":\"small\",\"input\":[1,28,28],"
                        + "\"buffers\":10,\"activationBytes\":40,\"flopsPerParameter\":1.997452229299363,\"memory\":{\"batch\":2,"
                        + "\"training\":{\"weightBytes\":31440,\"gradientBytes\":31400,\"optimizerBytes\":31400,"
                        + "\"activationBytes\":6352,\"activationGradientBytes\":80,\"totalBytes\":100672},"
                        + "\"inference\":{\"weightBytes\":31440,\"activationBytes\":6352,\"totalBytes\":37792}},"
                        + "\"learningRate\":[{\"step\":0,\"epoch\":0.0,\"rate\":0.5},{\"step\":10,\"epoch\":1.0,\"rate\":0.05}],\"warnings\":[\"something"
                        + " is odd. [R1]\"],\"parts\":[{\"kind\":\"layer\",\"name\":\"dense\",\"bundle\":\"org.example"
                        + " 1.0.0\"}]}",
                bench.json().toString());
    }

    @Test
    void planPlansAnArchitectureWithItsOptions() {
        assertEquals(0, bench.execute("plan", "--architecture", "net", "-s", "depth=20"));
        assertEquals(List.of("plan architecture net {depth: 20}"), bench.engine.calls);
        assertTrue(bench.out().startsWith("net: 7 850 parameters"), bench.out());
    }

    @Test
    void planRefusesWrongArchitecturesAndOptions() {
        assertEquals(2, bench.execute("plan", "--architecture", "nett"));
        assertEquals(
                "--architecture: architecture \"nett\" is not offered by any installed bundle; available: [net]. Did"
                        + " you mean \"net\"? Install a bundle that offers it, or change model.architecture.\n",
                bench.err());
        bench.err.reset();
        assertEquals(2, bench.execute("plan", "--architecture", "net", "-s", "dept=20"));
        assertEquals("-s dept=20: unknown key \"dept\"; did you mean \"depth\"?\n", bench.err());
        bench.err.reset();
        assertEquals(2, bench.execute("plan", "small.yaml", "--architecture", "net"));
        assertEquals(
                "neocog: plan: either CONFIG or --architecture must be given, but both are. See: neocog plan --help\n",
                bench.err());
    }

    @Test
    void planPrintsTheLayersOfAnExperiment() {
        assertEquals(0, bench.execute("plan", "small.yaml", "--as-yaml"));
        assertEquals("""
                neocog: 1
                name: small
                seed: 1
                data:
                  train:
                    dataset: points
                    split: train
                    batch: 64
                    shuffle: true
                    transforms: []
                    workers: 0
                model:
                  input: [1, 28, 28]
                  layers:
                  - flatten: {}
                    name: flat
                  - {dense: 10, name: f}
                  freeze: []
                loss:
                  type: softmax-cross-entropy
                  label-smoothing: 0.0
                  class-weights: []
                optimizer: {type: sgd, learning-rate: 0.1}
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
                """, bench.out());
    }

    @Test
    void planPrintsTheLayersOfAnArchitecture() {
        assertEquals(0, bench.execute("plan", "--architecture", "net", "--as-yaml"));
        assertEquals("""
                # The layers of net {depth: 10}.
                # Data, optimizer and length are a beginning: put your own.
                neocog: 1
                name: net-layers
                data: {train: {dataset: digits}}
                model:
                  input: [1, 28, 28]
                  layers:
                  - flatten: {}
                    name: flat
                  - {dense: 10, name: f}
                optimizer: {type: sgd, learning-rate: 0.01, momentum: 0.9}
                train: {epochs: 1}
                """, bench.out());
    }

    @Test
    void listShowsBackendsWithTheirBundlesAndScores() throws IOException {
        assertEquals(0, bench.execute("list", "backends"));
        assertEquals("""
                name       kind  device    vendor     memory  verified  bundle
                other      cpu   Some CPU  Somebody  3.0 GiB     0.985  org.example.other 2.0.0
                reference  cpu   Some CPU  Somebody  3.0 GiB         -  org.example.backend 1.0.0
                """, bench.out());
        bench.out.reset();
        bench.execute("list", "backends", "--json");
        JsonArray backends = bench.json().getAsJsonArray("backends");
        assertEquals(0.985, backends.get(0).getAsJsonObject().get("verified").getAsDouble());
        assertTrue(backends.get(1).getAsJsonObject().get("verified").isJsonNull());
    }

    @Test
    void listWithoutAKindShowsAll() throws IOException {
        assertEquals(0, bench.execute("list", "--json"));
        assertEquals(
                "[backends, layers, datasets, optimizers, schedules, architectures, transforms, initializers, downloads, runs]",
                bench.json().keySet().toString());
        assertEquals(
                "{\"name\":\"sgd\",\"summary\":\"sgd for tests.\",\"bundle\":\"org.example 1.0.0\"}",
                bench.json().getAsJsonArray("optimizers").get(0).toString());
    }

    @Test
    void listRefusesAnUnknownKind() {
        assertEquals(2, bench.execute("list", "layer"));
        assertEquals("neocog: list: there is no kind \"layer\"; did you mean \"layers\"?\n", bench.err());
    }

    @Test
    void helpExplainsAPlugIn() throws IOException {
        assertEquals(0, bench.execute("help", "optimizer", "sgd"));
        assertTrue(bench.out().startsWith("optimizer sgd: sgd for tests.\n  learning-rate"), bench.out());
        assertTrue(bench.out().contains("size of a step (default 0.1; above 0)"), bench.out());
        bench.out.reset();
        bench.execute("help", "optimizers", "sgd", "--json");
        assertEquals(
                "{\"name\":\"learning-rate\",\"type\":\"number\",\"required\":false,\"default\":0.1,\"rule\":\"above"
                        + " 0\",\"unit\":\"\",\"help\":\"size of a step\"}",
                bench.json().getAsJsonArray("options").get(0).toString());
    }

    @Test
    void helpNamesTheNearestPlugIn() {
        assertEquals(2, bench.execute("help", "optimizer", "sdg"));
        assertTrue(bench.err().contains("available: [sgd]. Did you mean \"sgd\"?"), bench.err());
    }

    @Test
    void benchTellsSpeedShareOfThePeakAndOps() {
        assertEquals(0, bench.execute("bench", "small.yaml", "--backend", "reference,onednn", "--seconds", "0.5"));
        assertEquals(List.of("bench small [reference, onednn] 0.5"), bench.engine.calls);
        assertEquals("reference: training\n", bench.err());
        assertEquals("""
                small: images of 1 x 28 x 28, 32 a step, float32, 2 threads

                backend                images/s  ms/step  GFLOP/s  of peak
                reference  training         640   50.000      120   30.0 %
                reference  evaluation      1280   25.000     80.0   20.0 %

                reference on Some CPU: compiled in 1.5 s, first step 0.3 s, peak of the machine 400 GFLOP/s
                memory: variables 1.0 KiB, values within a step 2.0 KiB, outputs 512 B
                training     parts      ms  of step  GFLOP/s  of peak
                convolution      3  30.000   75.0 %      200   50.0 %
                add              2  10.000   25.0 %
                evaluation: the backend tells no op by itself
                """.strip(), bench.out().strip());
    }

    @Test
    void benchPrintsOneDocument() throws IOException {
        assertEquals(0, bench.execute("bench", "small.yaml", "--json"));
        assertEquals(List.of("bench small [] 3.0"), bench.engine.calls);
        JsonObject backend = bench.json().getAsJsonArray("backends").get(0).getAsJsonObject();
        JsonObject training = backend.getAsJsonObject("training");
        assertEquals(640, training.get("imagesPerSecond").getAsDouble());
        assertEquals(3584, backend.getAsJsonObject("memory").get("totalBytes").getAsLong());
        JsonObject relu = training.getAsJsonArray("ops").get(1).getAsJsonObject();
        assertTrue(relu.get("shareOfPeak").isJsonNull(), relu::toString);
    }

    @Test
    void benchRefusesNoTime() {
        assertEquals(2, bench.execute("bench", "small.yaml", "--seconds", "0"));
        assertTrue(bench.err().contains("--seconds must be above 0 and at most 3600, but seconds=0.0"), bench.err());
    }
}
