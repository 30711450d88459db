package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Training on mixtures of two images each. */
class MixedTrainingTest {
    private static final String PLAIN = "data.train.transforms=[{normalize: {mean: [0.1], std: [0.3]}}]";
    private static final String MIXED = "data.train.transforms=[{normalize: {mean: [0.1], std: [0.3]}}, {mixup: 1}]";
    private static final String ALL_PLAIN = "data.eval.transforms=[{normalize: {mean: [0.1], std: [0.3]}}]";

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    /** In a batch of one an image is mixed with itself, and so is its label. */
    @Test
    void aMixtureOfAnImageWithItselfTrainsAsTheImageDoes() throws Exception {
        String[] small = {
            "data.train.batch=1", "+data.train.limit=40", "train.epochs=1", "+train.precision=float64", ALL_PLAIN
        };
        double plain = fixture.train("plain", with(PLAIN, small)).trainLoss();
        double mixed = fixture.train("mixed", with(MIXED, small)).trainLoss();
        assertEquals(plain, mixed, 1e-4 * plain);
    }

    @Test
    void mixturesTrainAndWorkersDoNotMatter() throws Exception {
        String[] longer = {"train.epochs=10", "schedule.milestones=[20]", ALL_PLAIN};
        RunSummary plain = fixture.train("plain", with(PLAIN, longer));
        RunSummary mixed = fixture.train("mixed", with(MIXED, longer));
        assertNotEquals(plain.trainLoss(), mixed.trainLoss());
        Metrics evaluation = Optional.ofNullable(mixed.eval()).orElseThrow();
        assertTrue(evaluation.accuracy() > 0.5, "accuracy=" + evaluation.accuracy());
        fixture.train("four", with(MIXED, with("+data.train.workers=4", longer)));
        assertEquals(Fixture.losses(fixture.run("mixed")), Fixture.losses(fixture.run("four")));
    }

    @Test
    void evaluationRefusesToMix() throws Exception {
        String problem = assertThrows(ConfigException.class, () -> fixture.train("run", MIXED))
                .getMessage();
        assertTrue(
                problem.contains(
                        "transforms: evaluation must have images of one label each, but a transform of data.eval"
                                + " mixes them. Use it in data.train alone."),
                problem);
    }

    @Test
    void theRecordOfAStepHoldsTheMixture() {
        try (BufferAllocator allocator = NeocogAllocators.root("mixed", 1 << 20);
                ImageBatch batch = ImageBatch.allocateMixed(allocator, ElementType.FLOAT32, Shape.of(1, 1, 1), 2);
                Snapshot nothing = new Snapshot(Map.of());
                StepRecord record = new StepRecord(0, 0.1, nothing)) {
            batch.setCount(2);
            batch.mixture().orElseThrow().set(0, 7, 0.25f);
            batch.mixture().orElseThrow().set(1, 3, 0.5f);
            record.add(batch);
            batch.mixture().orElseThrow().set(0, 1, 1);
            ImageBatch again = record.replay().next();
            assertTrue(again != null);
            assertEquals(7, again.mixture().orElseThrow().label(0));
            assertEquals(0.25f, again.mixture().orElseThrow().share(0));
            assertEquals(3, again.mixture().orElseThrow().label(1));
        }
    }

    /** Class names of digits are the digits. */
    @Test
    void previewsSayTheGreaterClassFirst() throws Exception {
        List<String> labels = new DataSources(fixture.experiment(MIXED, ALL_PLAIN), Fixture.CATALOG)
                .preview(RunEngine.DataPart.TRAIN, 40)
                .labels();
        assertEquals(40, labels.size());
        labels.forEach(label -> assertTrue(label.matches("[0-9]|[5-9][0-9]% [0-9], [0-9]"), label));
        assertTrue(labels.stream().filter(label -> label.contains("%")).count() > 30, labels.toString());
    }

    private static String[] with(String first, String... more) {
        String[] all = new String[more.length + 1];
        all[0] = first;
        System.arraycopy(more, 0, all, 1, more.length);
        return all;
    }
}
