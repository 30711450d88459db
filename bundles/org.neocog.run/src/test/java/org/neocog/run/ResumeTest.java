package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

/** Checkpoints: when they are written, which stay, and what goes on from them. */
class ResumeTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    private RunSummary resume(String name, boolean accept, String... overrides) throws Exception {
        return fixture.engine
                .resume(
                        fixture.run(name),
                        new ResumeOptions(Optional.empty(), List.of(overrides), accept),
                        RunListener.NONE)
                .await();
    }

    private List<String> checkpoints(String name) throws Exception {
        try (var files = Files.list(fixture.run(name).resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aStepBudgetStopsEachCallAndTheEndIsThatOfOneCall() throws Exception {
        String[] options = {"+train.ema=0.9", "schedule={type: plateau, patience: 0, threshold: 0.5}"};
        fixture.train("whole", options);
        RunSummary part = fixture.train("parts", options[0], options[1], "+train.budget={steps: 4}");
        assertEquals("stopped", part.status());
        assertEquals("train.budget: 4 steps are done", part.reason());
        for (int step = 4; step < 15; step += 4) {
            assertEquals(step, part.steps());
            part = resume("parts", false);
        }
        assertEquals("completed", part.status());
        assertArrayEquals(Fixture.weights(fixture.run("whole"), 15), Fixture.weights(fixture.run("parts"), 15));
        assertEquals(Fixture.losses(fixture.run("whole")), Fixture.losses(fixture.run("parts")));
        assertEquals(
                Fixture.epochs(fixture.run("whole")).stream()
                        .map(line -> line.get("learningRate"))
                        .toList(),
                Fixture.epochs(fixture.run("parts")).stream()
                        .map(line -> line.get("learningRate"))
                        .toList(),
                "the plateau remembers");
    }

    @Test
    void aTimeBudgetStopsWithACheckpoint() throws Exception {
        RunSummary summary = fixture.train("a", "+train.budget=0.000001");
        assertEquals("stopped", summary.status());
        assertEquals(0, summary.steps());
        assertEquals("completed", resume("a", false, "~train.budget").status(), "a budget is free to change");
    }

    @Test
    void aTornCheckpointIsPassedOver() throws Exception {
        fixture.train("whole");
        fixture.train("torn");
        Files.delete(fixture.run("torn").resolve("summary.json"));
        Path last = fixture.run("torn").resolve("checkpoints/step-00000015.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 3] ^= 1;
        Files.write(last, bytes);
        assertEquals("completed", resume("torn", false).status());
        assertArrayEquals(Fixture.weights(fixture.run("whole"), 15), Files.readAllBytes(last), "done again");
    }

    @Test
    void aChangedConfigIsRefusedKeyByKeyAndAcceptedWhenAsked() throws Exception {
        fixture.train("a", "+train.budget={steps: 5}");
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> resume("a", false, "optimizer.learning-rate=0.01", "schedule=constant", "~train.budget"));
        String file = fixture.run("a").resolve("config.yaml").toString();
        assertEquals(
                file + ": must be as the run's last checkpoint has it, but keys=4 differ. Go on with it by"
                        + " --accept-changes, or change it back.\n"
                        + file + ": optimizer.learning-rate was 0.05, and is 0.01\n"
                        + file + ": schedule.gamma was 0.1, and is absent\n"
                        + file + ": schedule.milestones.0 was 2, and is absent\n"
                        + file + ": schedule.type was \"multistep\", and is \"constant\"",
                e.getMessage());
        assertFalse(Files.readString(Path.of(file)).contains("0.01"), "nothing was written");

        RunSummary summary = resume("a", true, "optimizer.learning-rate=0.01", "schedule=constant", "~train.budget");
        assertEquals("completed", summary.status());
        assertTrue(Files.readString(Path.of(file)).contains("learning-rate: 0.01"));
        assertTrue(Files.readString(fixture.run("a").resolve("config-until-step-5.yaml"))
                .contains("learning-rate: 0.05"));
        JsonObject event = Fixture.events(fixture.run("a")).stream()
                .filter(line -> line.get("event").getAsString().equals("config"))
                .findFirst()
                .orElseThrow();
        assertEquals(5, event.get("step").getAsLong());
        assertEquals(
                "{\"key\":\"optimizer.learning-rate\",\"before\":\"0.05\",\"now\":\"0.01\"}",
                event.getAsJsonArray("changes").get(0).toString());
        List<Double> rates = Files.readAllLines(fixture.run("a").resolve("metrics.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("learningRate").getAsDouble())
                .toList();
        assertEquals(0.05, rates.get(4));
        assertEquals(0.01, rates.get(5));
    }

    @Test
    void aCompletedRunGoesOnWhenItIsMadeLonger() throws Exception {
        fixture.train("whole", "train={epochs: 4}", "schedule=constant");
        fixture.train("a", "schedule=constant");
        assertEquals(15, resume("a", false).steps(), "its summary again");
        RunSummary longer = resume("a", true, "train.epochs=4");
        assertEquals(20, longer.steps());
        assertArrayEquals(Fixture.weights(fixture.run("whole"), 20), Fixture.weights(fixture.run("a"), 20));
    }

    @Test
    void theBestCheckpointStaysBesideTheNewest() throws Exception {
        // a rate that ruins what the first epochs learned
        fixture.train(
                "a",
                "train={epochs: 4}",
                "schedule={type: multistep, milestones: [1], gamma: 1}",
                "optimizer={type: sgd, learning-rate: 0.05, groups: []}",
                "checkpoint={every: {epochs: 1}, keep: 1, best: train-loss}");
        List<JsonObject> epochs = Fixture.epochs(fixture.run("a"));
        JsonObject best = Json.parse(Files.readString(fixture.run("a").resolve("checkpoints/best.json")));
        JsonObject bestEpoch = epochs.stream()
                .min(java.util.Comparator.comparing(
                        line -> line.getAsJsonObject("train").get("loss").getAsDouble()))
                .orElseThrow();
        assertEquals(
                "step-%08d".formatted(bestEpoch.get("step").getAsLong()),
                best.get("checkpoint").getAsString());
        assertEquals("train-loss", best.get("metric").getAsString());
        assertTrue(checkpoints("a").contains(best.get("checkpoint").getAsString() + ".safetensors"));
        assertTrue(checkpoints("a").size() <= 2);
    }

    @Test
    void checkpointsComeByTime() throws Exception {
        fixture.train("a", "checkpoint={every: {seconds: 1e-6}, keep: 100}");
        assertEquals(16, checkpoints("a").size(), "after every step");
    }
}
