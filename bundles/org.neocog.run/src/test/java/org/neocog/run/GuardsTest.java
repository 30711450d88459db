package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.experiment.GuardSection;
import org.neocog.experiment.GuardSection.Policy;

/** What happens when a training goes wrong. */
class GuardsTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    private static List<JsonObject> guardEvents(Path run) throws Exception {
        return Fixture.events(run).stream()
                .filter(line -> line.get("event").getAsString().equals("guard"))
                .toList();
    }

    @Test
    void aLowerLearningRateSavesARunThatDiverges() throws Exception {
        List<String> warnings = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void warned(String message) {
                warnings.add(message);
            }
        };
        // far too high; each attempt takes it to a hundredth
        RunSummary summary = fixture.engine
                .start(
                        fixture.experiment(
                                "optimizer={type: sgd, learning-rate: 1e6}",
                                "+guards={not-finite: lower-learning-rate, spike: {policy: lower-learning-rate,"
                                        + " factor: 5, window: 1}, attempts: 10, gamma: 0.0001}"),
                        Optional.of(fixture.run("a")),
                        folder,
                        Optional.empty(),
                        listener)
                .await();
        assertEquals("completed", summary.status());
        assertEquals(15, summary.steps());
        assertTrue(Double.isFinite(summary.trainLoss()));
        List<JsonObject> events = guardEvents(fixture.run("a"));
        assertEquals(events.size(), warnings.size());
        assertTrue(events.size() >= 1, "it had to act");
        assertEquals("lower-learning-rate", events.get(0).get("policy").getAsString());
        assertTrue(warnings.get(0).endsWith("The learning rate is lowered; going on after step 0."), warnings.get(0));
        assertEquals(15, Fixture.losses(fixture.run("a")).size(), "each step is there once");
    }

    @Test
    void aRollbackPassesOverTheBatchesThatLedThere() throws Exception {
        RunSummary summary = fixture.train(
                "a",
                "optimizer={type: sgd, learning-rate: 0.5, momentum: 0.9}",
                "schedule=constant",
                "+guards={spike: {policy: rollback, factor: 1.01, window: 1}, attempts: 100}");
        List<JsonObject> events = guardEvents(fixture.run("a"));
        assertTrue(events.size() >= 1, "one loss in fifteen is above the one before");
        assertEquals("completed", summary.status());
        assertEquals(3, summary.epochs());
        assertTrue(summary.steps() < 15, "steps=" + summary.steps() + ": the batches were passed over");
        assertEquals(summary.steps(), Fixture.losses(fixture.run("a")).size());
    }

    @Test
    void failsWhenTheAttemptsAreUsedUp() {
        RunException e = assertThrows(
                RunException.class,
                () -> fixture.train(
                        "a", "optimizer.learning-rate=1e30", "+guards={not-finite: rollback, attempts: 2}"));
        assertTrue(e.getMessage().contains("the loss must be finite, but step="), e.getMessage());
        assertTrue(e.getMessage().contains("attempts=2. Lower the learning rate"), e.getMessage());
    }

    @Test
    void aStalledLossStopsTheRunWithACheckpoint() throws Exception {
        RunException e = assertThrows(
                RunException.class,
                () -> fixture.train(
                        "a",
                        "train={epochs: 9}",
                        "optimizer={type: sgd, learning-rate: 1e-12}",
                        "+guards={stall: {epochs: 2}}"));
        assertTrue(
                e.getMessage().startsWith("train: the training loss must become better within 2 epochs, but epochs=3,"),
                e.getMessage());
        assertTrue(e.getMessage().endsWith("the last checkpoint is of step 15."), e.getMessage());
    }

    @Test
    void aStalledLossLowersTheRate() throws Exception {
        fixture.train(
                "a",
                "train={epochs: 6}",
                "schedule=constant",
                "optimizer={type: sgd, learning-rate: 1e-12}",
                "+guards={stall: {policy: lower-learning-rate, epochs: 2}, gamma: 0.1}");
        List<Double> rates = Fixture.epochs(fixture.run("a")).stream()
                .map(line -> line.get("learningRate").getAsDouble())
                .toList();
        assertEquals(1e-12, rates.get(2));
        assertEquals(1e-13, rates.get(3), 1e-26);
        assertEquals(1e-13, rates.get(5), 1e-26);
        assertEquals(2, guardEvents(fixture.run("a")).size(), "after epochs 3 and 6");
    }

    @Test
    void earlyStoppingEndsARunThatDoesNotImprove() throws Exception {
        RunSummary summary = fixture.train(
                "a",
                "train={epochs: 9}",
                "optimizer={type: sgd, learning-rate: 1e-12}",
                "+train.early-stopping={metric: eval-accuracy, patience: 1}");
        assertEquals("completed", summary.status());
        assertEquals(3, summary.epochs());
        assertEquals("train.early-stopping: eval-accuracy has not become better for 2 epochs", summary.reason());
    }

    @Test
    void aSpikeIsLookedForWhenTheWindowIsFull() {
        Guards guards = new Guards(new GuardSection(
                Policy.STOP, Optional.of(new GuardSection.Spike(Policy.ROLLBACK, 3, 2)), Optional.empty(), 1, 0.5));
        GuardState state = GuardState.START;
        assertNull(guards.afterStep(state, 1, 100, 0.1), "nothing to compare with");
        state = guards.next(state, 1);
        assertNull(guards.afterStep(state, 2, 100, 0.1), "one of two");
        state = guards.next(state, 3);
        assertEquals(2, state.meanLoss());
        assertNull(guards.afterStep(state, 3, 6, 0.1), "not above three times");
        Guards.Verdict verdict = guards.afterStep(state, 3, 6.5, 0.1);
        assertNotNull(verdict);
        assertEquals(Policy.ROLLBACK, verdict.policy());
        assertEquals(
                "the loss must not exceed 3.0 times its mean, but step=3, loss=6.5, mean=2.0, learningRate=0.1",
                verdict.reason());
        assertEquals(
                Policy.STOP,
                guards.afterStep(state.acted(1).with(1, 2).with(1, 2), 3, 9, 0.1)
                        .policy());
    }
}
