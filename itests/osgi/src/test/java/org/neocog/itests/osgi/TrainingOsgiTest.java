package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.run.Metrics;
import org.neocog.run.Run;
import org.neocog.run.RunState;
import org.neocog.run.RunSummary;

/** A training by config reaches its accuracy and leaves a whole run folder. */
@InDistribution
class TrainingOsgiTest {
    /** Seeds 1 to 6 reach 0.86 to 0.92, guessing 0.1. */
    private static final double ENOUGH = 0.8;

    @TempDir
    Path folder;

    @Test
    void trainingByConfigReachesItsAccuracy() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        RecordingListener listener = new RecordingListener();
        Run run = training.start(training.read("data.train.limit=2000", "data.eval.limit=500"), "run", listener);
        RunSummary summary = run.await();

        assertEquals(RunState.COMPLETED, run.state());
        assertEquals(
                List.of(RunState.RESOLVING, RunState.READY, RunState.RUNNING, RunState.COMPLETED), listener.states());
        assertEquals("completed", summary.status());
        assertEquals("reference", summary.backend());
        assertEquals(2, summary.epochs());
        assertEquals(2 * 32, summary.steps());
        Metrics eval = summary.eval();
        assertEquals(500, eval.examples());
        assertEquals(eval.errors(), Math.round((1 - eval.accuracy()) * 500));
        assertTrue(eval.accuracy() >= ENOUGH, () -> "accuracy=" + eval.accuracy());
        assertTrue(eval.top5() >= eval.accuracy(), () -> "top5=" + eval.top5());
        assertTrue(summary.trainLoss() < listener.epochs().get(0).trainLoss(), summary::toString);
        assertRunFolder(new RunFolderFiles(run.folder()), eval);
    }

    private static void assertRunFolder(RunFolderFiles files, Metrics eval) throws Exception {
        assertTrue(Files.readString(files.folder().resolve("config.yaml")).contains("lenet5"));
        assertManifest(files.json("manifest.json"));
        assertEquals(2 * 32 + 2, files.lines("metrics.jsonl").size(), "steps and epochs");
        Set<String> states = new TreeSet<>();
        files.lines("events.jsonl").stream()
                .filter(event -> event.has("state"))
                .forEach(event -> states.add(event.get("state").getAsString()));
        assertTrue(states.containsAll(Set.of("READY", "RUNNING", "COMPLETED")), states::toString);
        JsonObject summary = files.json("summary.json");
        assertEquals("completed", summary.get("status").getAsString());
        assertEquals(
                eval.accuracy(), summary.getAsJsonObject("eval").get("accuracy").getAsDouble());
        assertCheckpoints(files);
    }

    private static void assertManifest(JsonObject manifest) {
        assertEquals(7, manifest.get("seed").getAsLong());
        assertEquals(
                "reference", manifest.getAsJsonObject("backend").get("name").getAsString());
        Set<String> digests = new TreeSet<>();
        JsonArray bundles = manifest.getAsJsonArray("bundles");
        bundles.forEach(bundle -> {
            JsonObject entry = bundle.getAsJsonObject();
            if (entry.get("name").getAsString().startsWith("org.neocog.")) {
                digests.add(entry.get("sha256").getAsString());
                assertTrue(entry.get("sha256").getAsString().matches("[0-9a-f]{64}"), entry::toString);
            }
        });
        assertTrue(digests.size() > 20, bundles::toString);
    }

    private static void assertCheckpoints(RunFolderFiles files) throws Exception {
        assertTrue(files.checkpoints().size() >= 2, () -> "at the start and after each epoch");
        for (Path checkpoint : files.checkpoints()) {
            Map<String, float[]> tensors = SafetensorsFile.read(checkpoint);
            int parameters = tensors.entrySet().stream()
                    .filter(entry -> !entry.getKey().contains("#"))
                    .mapToInt(entry -> entry.getValue().length)
                    .sum();
            assertEquals(61_706, parameters, checkpoint::toString);
            assertTrue(Files.exists(Path.of(checkpoint.toString().replace(".safetensors", ".json"))));
        }
    }
}
