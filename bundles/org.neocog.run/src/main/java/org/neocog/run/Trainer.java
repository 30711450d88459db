package org.neocog.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.Model;
import org.neocog.backend.Backend;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.experiment.CheckpointSection;
import org.neocog.experiment.Unit;
import org.neocog.graph.Graph;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Trains a resolved experiment from one position to its end: steps, evaluation after each epoch, metrics, checkpoints. At rest at each step
 * boundary, where it looks whether to stop. Owns the executable, the loaders and the tensors of its scalars. Threading: one thread.
 */
final class Trainer implements AutoCloseable {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int LOADER_WORKERS = 1;

    private final Resolution resolution;
    private final RunFolder folder;
    private final CheckpointStore checkpoints;
    private final RunListener listener;
    private final BooleanSupplier cancelled;
    private final Owned owned = new Owned();
    private final Executable executable;
    private final Loader trainLoader;
    private final @Nullable Loader evalLoader;
    private final Tensor learningRate;
    private final Tensor stepNumber;
    private final Tensor randomState;
    private final Feed feed = new Feed();
    private final Throughput throughput = new Throughput();
    private final long totalSteps;
    private final int epochs;
    private final long started = System.nanoTime();

    private Checkpoint position;
    private double epochTrainLoss = Double.NaN;
    private @Nullable Metrics lastEval;
    private long saved = -1;
    private long lastProgress;
    private long lastFlush;
    private long epochStarted;

    Trainer(
            Resolution resolution,
            RunFolder folder,
            Checkpoint position,
            Snapshot state,
            RunListener listener,
            BooleanSupplier cancelled,
            BufferAllocator allocator) {
        this.resolution = resolution;
        this.folder = folder;
        this.checkpoints = folder.checkpoints(resolution.settings().checkpoint().keep());
        this.listener = listener;
        this.cancelled = cancelled;
        this.position = position;
        this.totalSteps = resolution.totalSteps();
        long perEpoch = resolution.train().batches();
        this.epochs = (int) ((totalSteps + perEpoch - 1) / perEpoch);
        boolean made = false;
        try {
            Backend backend = resolution.backend().backend();
            this.executable = owned.add(
                    backend.compile(resolution.program(), resolution.settings().compileOptions(allocator)));
            executable.restore(state);
            long seed = resolution.settings().seed();
            this.trainLoader = owned.add(loader(resolution.train(), seed, allocator));
            Resolution.Source eval = resolution.eval();
            this.evalLoader = eval == null ? null : owned.add(loader(eval, seed, allocator));
            ElementType element = resolution.settings().element();
            this.learningRate = owned.add(Tensor.zeros(allocator, TensorType.scalar(element)));
            this.stepNumber = owned.add(Tensor.zeros(allocator, TensorType.scalar(element)));
            this.randomState = owned.add(Tensor.zeros(allocator, TensorType.of(ElementType.INT64, 2)));
            randomState.setLong(0, seed);
            made = true;
        } finally {
            if (!made) {
                owned.close();
            }
        }
    }

    static Loader loader(Resolution.Source source, long seed, BufferAllocator allocator) {
        return new Loader(
                source.pipeline(), source.batch(), source.config().shuffle(), seed, LOADER_WORKERS, allocator);
    }

    /**
     * Trains to the end, or to the step boundary after {@code cancelled} became true, and writes a checkpoint there.
     *
     * @return whether it came to the end
     */
    boolean train() throws IOException {
        if (position.step() == 0) {
            save();
        }
        while (position.epoch() < epochs && (position.step() < totalSteps || position.batch() > 0)) {
            if (!epoch()) {
                save();
                return false;
            }
        }
        save();
        return true;
    }

    private boolean epoch() throws IOException {
        epochStarted = System.nanoTime();
        Throughput ofEpoch = new Throughput();
        trainLoader.epoch(position.epoch(), position.batch());
        while (position.step() < totalSteps) {
            if (cancelled.getAsBoolean()) {
                return false;
            }
            long start = System.nanoTime();
            ImageBatch batch = trainLoader.next();
            if (batch == null) {
                break;
            }
            step(batch);
            long nanos = System.nanoTime() - start;
            throughput.add(batch.count(), nanos);
            ofEpoch.add(batch.count(), nanos);
            progress("train", position.batch(), trainLoader.batches(), position.lossSum() / position.examples());
            if (isDue(Unit.STEP, position.step())) {
                save();
            }
        }
        return finishEpoch(ofEpoch);
    }

    private void step(ImageBatch batch) throws IOException {
        long step = position.step();
        double rate = resolution.learningRate().at(step);
        learningRate.setDouble(0, rate);
        stepNumber.setDouble(0, step + 1);
        randomState.setLong(1, step);
        String graph = TrainingProgram.train(batch.count());
        feedInputs(graph, batch);
        double loss = executable.run(graph, feed).output(TrainingProgram.LOSS).getDouble(0);
        if (!Double.isFinite(loss)) {
            throw new RunException("train: the loss must be finite, but step=" + (step + 1) + ", loss=" + loss
                    + ", learningRate=" + rate
                    + ". Lower the learning rate or check the data; the last checkpoint is of step "
                    + saved + ".");
        }
        position = new Checkpoint(
                step + 1,
                position.epoch(),
                position.batch() + 1,
                position.lossSum() + loss * batch.count(),
                position.examples() + batch.count(),
                position.seconds());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "step");
        line.put("step", position.step());
        line.put("epoch", position.epoch() + 1);
        line.put("loss", loss);
        line.put("learningRate", rate);
        folder.metric(line);
        if (System.nanoTime() - lastFlush > FLUSH_NANOS) {
            folder.flush();
            lastFlush = System.nanoTime();
        }
    }

    private void feedInputs(String graph, ImageBatch batch) {
        Graph compiled = resolution.program().graph(graph);
        feed.put(TrainingProgram.IMAGES, batch.images())
                .put(TrainingProgram.LABELS, batch.labels())
                .put(TrainingProgram.LEARNING_RATE, learningRate)
                .put(TrainingProgram.STEP, stepNumber);
        if (compiled.inputs().containsKey(Model.RANDOM_STATE)) {
            feed.put(Model.RANDOM_STATE, randomState);
        }
    }

    /** Evaluates and reports; false if cancelled on the way, when the epoch is not counted yet. */
    private boolean finishEpoch(Throughput ofEpoch) throws IOException {
        epochTrainLoss = position.lossSum() / position.examples();
        Metrics metrics = null;
        if (evalLoader != null) {
            metrics = new Evaluator(executable, evalLoader)
                    .evaluate(cancelled, (batch, batches, loss, examples) -> progress("eval", batch, batches, loss));
            if (metrics == null) {
                return false;
            }
            lastEval = metrics;
        }
        int epoch = position.epoch() + 1;
        double rate = resolution.learningRate().at(position.step() - 1);
        double seconds = (System.nanoTime() - epochStarted) / 1e9;
        folder.metric(epochLine(epoch, metrics, rate, ofEpoch.steady(), seconds));
        folder.flush();
        listener.epochFinished(
                new EpochReport(epoch, epochs, epochTrainLoss, metrics, rate, ofEpoch.steady(), seconds));
        position = new Checkpoint(position.step(), epoch, 0, 0, 0, position.seconds());
        if (isDue(Unit.EPOCH, epoch)) {
            save();
        }
        return true;
    }

    private Map<String, Object> epochLine(
            int epoch, @Nullable Metrics metrics, double rate, double imagesPerSecond, double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "epoch");
        line.put("step", position.step());
        line.put("epoch", epoch);
        line.put("train", Map.of("loss", epochTrainLoss));
        line.put("eval", metrics == null ? null : metrics.toMap());
        line.put("learningRate", rate);
        line.put("imagesPerSecond", imagesPerSecond);
        line.put("seconds", seconds);
        return line;
    }

    private void progress(String phase, long batch, long batches, double loss) {
        long now = System.nanoTime();
        if (now - lastProgress < PROGRESS_NANOS) {
            return;
        }
        lastProgress = now;
        double left = (totalSteps - position.step()) * (double) trainLoader.batchSize() / throughput.late();
        listener.progressed(
                new Progress(phase, position.epoch() + 1, epochs, batch, batches, loss, throughput.late(), left));
    }

    private boolean isDue(Unit unit, long count) {
        CheckpointSection section = resolution.settings().checkpoint();
        return section.every().unit() == unit && count % section.every().amount() == 0;
    }

    /** Writes a checkpoint of where it stands. */
    private void save() throws IOException {
        folder.flush();
        try (Snapshot state = executable.snapshot()) {
            checkpoints.write(now(), state);
        }
        saved = position.step();
    }

    /** The position with the time taken so far. */
    private Checkpoint now() {
        return new Checkpoint(
                position.step(),
                position.epoch(),
                position.batch(),
                position.lossSum(),
                position.examples(),
                position.seconds() + (System.nanoTime() - started) / 1e9);
    }

    /** Steps done. */
    long step() {
        return position.step();
    }

    /** How it stands. */
    RunSummary summary(String status) {
        double loss = position.examples() > 0 ? position.lossSum() / position.examples() : epochTrainLoss;
        return new RunSummary(
                folder.path(),
                status,
                resolution.backend().name(),
                position.epoch(),
                position.step(),
                loss,
                lastEval,
                throughput.steady(),
                now().seconds());
    }

    @Override
    public void close() {
        owned.close();
    }
}
