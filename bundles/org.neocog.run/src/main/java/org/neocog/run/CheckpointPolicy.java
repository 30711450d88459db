package org.neocog.run;

import java.io.IOException;
import java.util.List;
import org.neocog.backend.Executable;
import org.neocog.backend.Snapshot;
import org.neocog.experiment.CheckpointSection;
import org.neocog.optimizer.EpochMetric;

/** Writes checkpoints of one training when the config wants them. Threading: one thread. */
final class CheckpointPolicy {
    private final CheckpointSection section;
    private final CheckpointStore store;
    private final MetricSink metrics;
    private final Executable executable;
    private final RunSettings settings;
    private long savedStep = -1;
    private long savedAt = System.nanoTime();

    /** @param metrics flushed before each checkpoint: what it is of is on disk then */
    CheckpointPolicy(RunSettings settings, RunFolder folder, Executable executable, MetricSink metrics) {
        this.settings = settings;
        this.section = settings.checkpoint();
        this.metrics = metrics;
        this.store = folder.checkpoints(section.keep());
        this.executable = executable;
    }

    /** The step of the newest checkpoint that was written; -1 before. */
    long savedStep() {
        return savedStep;
    }

    CheckpointStore store() {
        return store;
    }

    boolean isDueAfterStep(long steps) {
        boolean byStep = section.every().steps().isPresent()
                && steps % section.every().steps().getAsLong() == 0;
        boolean byTime = section.every().seconds().isPresent()
                && System.nanoTime() - savedAt >= section.every().seconds().getAsDouble() * 1e9;
        return byStep || byTime;
    }

    /** Saves after an epoch if it is due, or if the epoch is the best so far. */
    void afterEpoch(Checkpoint position) throws IOException {
        List<EpochResult> epochs = position.epochs();
        boolean best = section.best().isPresent()
                && EpochResult.sinceBest(epochs, section.best().get(), 0) == 0;
        boolean due = section.every().epochs().isPresent()
                && position.epoch() % section.every().epochs().getAsLong() == 0;
        if (due || best) {
            save(position);
        }
        if (best) {
            EpochMetric metric = section.best().get();
            store.markBest(
                    position.step(), metric.key(), epochs.get(epochs.size() - 1).value(metric));
        }
    }

    /** Writes a checkpoint. */
    void save(Checkpoint position) throws IOException {
        metrics.flush();
        try (Snapshot state = executable.snapshot()) {
            store.write(position, state, settings.config().toJava());
        }
        savedStep = position.step();
        savedAt = System.nanoTime();
    }
}
