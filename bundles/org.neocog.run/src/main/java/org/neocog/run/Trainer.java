package org.neocog.run;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.experiment.EarlyStopping;
import org.neocog.experiment.GuardSection.Policy;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/**
 * Trains a resolved experiment from one position to its end: steps, evaluation after each epoch, metrics, checkpoints. At rest at each step
 * boundary, where it looks whether to stop. Owns the executable and the loaders. Threading: one thread.
 */
final class Trainer implements AutoCloseable {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_WORKERS = 8;

    private final Resolution resolution;
    private final RunFolder folder;
    private final CheckpointPolicy checkpoints;
    private final Guards guards;
    private final RunListener listener;
    private final RunControl control;
    private final HeldData data;
    private final BooleanSupplier cancelled;
    private final BufferAllocator allocator;
    private final Owned owned = new Owned();
    private final LiveExecutable executable;
    private final Swaps swaps;
    private final @Nullable Shadow shadow;
    private final StepRecorder recorder;
    private final Batches batches;
    private final StepRunner steps;
    private final MetricSink metrics;
    private final Loader trainLoader;
    private final @Nullable Loader evalLoader;
    private final Throughput throughput = new Throughput();
    private final long totalSteps;
    private final int epochs;
    private final long started = System.nanoTime();
    private final double secondsBefore;

    /** Another thread asks how far it has come. */
    private volatile Checkpoint position;

    private final long firstStep;
    private @Nullable Metrics lastEval;
    private Ending ending = Ending.COMPLETED;
    private boolean inStep;
    private long lastProgress;
    private long lastFlush;
    private long epochStarted;

    /** How a training ended, short of a failure. */
    record Ending(String status, String reason) {
        static final Ending COMPLETED = new Ending("completed", "");
        static final Ending CANCELLED = new Ending("cancelled", "");
        /** The run goes on with another config. */
        static final Ending CHANGED = new Ending("changed", "");
    }

    Trainer(
            Resolution resolution,
            RunContext context,
            LiveExecutable engaged,
            Checkpoint position,
            Snapshot state,
            BufferAllocator allocator)
            throws IOException {
        this.resolution = resolution;
        this.folder = context.folder();
        this.guards = new Guards(resolution.settings().guards());
        this.listener = context.listener();
        this.control = context.control();
        this.data = context.data();
        data.heldBy(Thread.currentThread());
        this.cancelled = control::isCancelled;
        this.allocator = allocator;
        this.position = position;
        this.firstStep = position.step();
        this.secondsBefore = position.seconds();
        this.totalSteps = resolution.totalSteps();
        long perEpoch = resolution.stepsPerEpoch();
        this.epochs = (int) ((totalSteps + perEpoch - 1) / perEpoch);
        boolean made = false;
        try {
            this.executable = owned.add(engaged);
            SwapLog log = owned.add(new SwapLog(context)); // closed before: what it writes is in the backend's memory
            executable.restore(state);
            long seed = resolution.settings().seed();
            this.trainLoader = owned.add(loader(resolution.train(), seed, allocator));
            this.batches = new Batches.Loaded(trainLoader);
            Resolution.Source eval = resolution.eval();
            this.evalLoader = eval == null ? null : owned.add(loader(eval, seed, allocator));
            this.steps = owned.add(new StepRunner(resolution.program(), resolution.settings(), executable, allocator));
            this.metrics =
                    owned.add(new MetricSinks(resolution.settings().track(), folder, position.step(), allocator));
            this.checkpoints = new CheckpointPolicy(resolution.settings(), folder, executable, metrics);
            this.swaps = owned.add(new Swaps(resolution, context, executable, log, this::save));
            this.shadow = resolution
                    .settings()
                    .shadow()
                    .map(section -> owned.add(new Shadow(section, resolution, context, executable)))
                    .orElse(null);
            this.recorder = owned.add(new StepRecorder(executable, swaps, shadow));
            made = true;
        } finally {
            if (!made) {
                owned.close();
            }
        }
    }

    static Loader loader(Resolution.Source source, long seed, BufferAllocator allocator) {
        int wanted = source.config().workers();
        int workers = wanted > 0
                ? wanted
                : Math.max(1, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors() / 2));
        return new Loader(source.pipeline(), source.batch(), source.config().shuffle(), seed, workers, allocator);
    }

    /**
     * Trains to the end, or to the step boundary after {@code cancelled} became true or a budget was used up, and writes a checkpoint there.
     * So it does after a failure between two steps.
     */
    Ending train() throws IOException {
        if (position.step() == 0) {
            save();
        }
        try {
            while (isUnfinished() && epoch()) {
                // on to the next one
            }
        } catch (RunException | IOException e) {
            throw e;
        } catch (RuntimeException e) {
            saveAfter(e);
            throw e;
        }
        save();
        return ending;
    }

    private boolean isUnfinished() {
        return position.epoch() < epochs && (position.step() < totalSteps || position.batch() > 0);
    }

    private void saveAfter(RuntimeException failure) {
        if (inStep) {
            return; // the variables may be half of this step and half of the one before
        }
        try {
            save();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Trains and evaluates an epoch; false if the training ends in it. */
    private boolean epoch() throws IOException {
        epochStarted = System.nanoTime();
        Throughput ofEpoch = new Throughput();
        trainLoader.epoch(position.epoch(), position.batch());
        while (position.step() < totalSteps) {
            swaps.boundary(position.step(), true);
            if (mustStop()) {
                return false;
            }
            long start = System.nanoTime();
            long waited = trainLoader.waitNanos();
            ImageBatch batch = trainLoader.next();
            if (batch == null) {
                break;
            }
            Guards.Verdict verdict = step(batch);
            if (verdict != null) {
                act(verdict);
                return true;
            }
            long nanos = System.nanoTime() - start;
            waited = trainLoader.waitNanos() - waited;
            throughput.add(steps.examples(), nanos, waited);
            ofEpoch.add(steps.examples(), nanos, waited);
            progress("train", position.batch(), trainLoader.batches(), position.lossSum() / position.examples());
            if (checkpoints.isDueAfterStep(position.step())) {
                save();
            }
        }
        return finishEpoch(ofEpoch);
    }

    private boolean mustStop() {
        if (cancelled.getAsBoolean()) {
            ending = Ending.CANCELLED;
            return true;
        }
        if (control.isToChange() || data.isToRelease()) {
            ending = Ending.CHANGED;
            return true;
        }
        var budget = resolution.settings().train().budget();
        double seconds = (System.nanoTime() - started) / 1e9;
        if (budget.seconds().isPresent() && seconds >= budget.seconds().getAsDouble()) {
            ending = new Ending("stopped", "train.budget: " + budget.seconds().getAsDouble() + " seconds are used up");
            return true;
        }
        if (budget.steps().isPresent()
                && position.step() - firstStep >= budget.steps().getAsLong()) {
            ending = new Ending("stopped", "train.budget: " + budget.steps().getAsLong() + " steps are done");
            return true;
        }
        return false;
    }

    private double rate(long step) {
        return resolution.learningRate().at(step)
                * resolution.learningRate().factor(position.epochs())
                * position.guard().rateFactor();
    }

    private Guards.@Nullable Verdict step(ImageBatch batch) throws IOException {
        long step = position.step();
        double rate = rate(step);
        StepRecord record = recorder.begin(step, rate);
        inStep = true;
        steps.step(batch, batches, step, rate, record);
        inStep = false;
        double loss = steps.loss();
        recorder.end(loss);
        swaps.afterStep(step, loss);
        Guards.Verdict verdict = guards.afterStep(position.guard(), step + 1, loss, rate);
        if (verdict != null) {
            return verdict;
        }
        position = position.afterStep(loss, steps.examples(), steps.batches(), guards.next(position.guard(), loss));
        metrics.step(position.step(), position.epoch() + 1, loss, rate, steps.data());
        if (System.nanoTime() - lastFlush > FLUSH_NANOS) {
            metrics.flush();
            lastFlush = System.nanoTime();
        }
        return null;
    }

    /** Does what the guards want: goes back to the last checkpoint, or fails. */
    private void act(Guards.Verdict verdict) throws IOException {
        if (verdict.policy() == Policy.STOP) {
            throw new RunException("train: " + verdict.reason()
                    + ". Lower the learning rate or check the data; the last checkpoint is of step "
                    + checkpoints.savedStep() + ".");
        }
        CheckpointStore.Stored stored = checkpoints
                .store()
                .last()
                .orElseThrow(() -> new RunException(
                        "train: " + verdict.reason() + ". There is no whole checkpoint to go back to. Start again."));
        try (Snapshot state = CheckpointStore.read(stored, allocator)) {
            executable.restore(state);
        }
        boolean lower = verdict.policy() == Policy.LOWER_LEARNING_RATE;
        GuardState guard = position.guard().acted(lower ? guards.gamma() : 1);
        Checkpoint back = lower ? stored.position() : stored.position().passingTo(position, steps.batches());
        note(verdict, stored.position().step());
        position = back.withGuard(guard);
        metrics.undoAfter(position.step());
        save();
    }

    private void note(Guards.Verdict verdict, long backTo) throws IOException {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "policy",
                verdict.policy().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        details.put("reason", verdict.reason());
        details.put("backTo", backTo);
        folder.event("guard", position.step(), details);
        listener.warned(verdict.reason() + ". "
                + (verdict.policy() == Policy.LOWER_LEARNING_RATE
                        ? "The learning rate is lowered"
                        : "Batches are passed over")
                + "; going on after step " + backTo + ".");
    }

    /** Evaluates and reports; false if the training ends here. If it is cancelled on the way the epoch is not counted yet. */
    private boolean finishEpoch(Throughput ofEpoch) throws IOException {
        double trainLoss = position.lossSum() / position.examples();
        Metrics evaluation = null;
        Metrics averaged = null;
        if (evalLoader != null) {
            evaluation = evaluate(evalLoader, false);
            boolean average = resolution.settings().train().average().isPresent()
                    && resolution.settings().train().average().get().evaluate();
            averaged = evaluation != null && average ? evaluate(evalLoader, true) : null;
            if (evaluation == null || average && averaged == null) {
                ending = Ending.CANCELLED;
                return false;
            }
            lastEval = evaluation;
        }
        double rate = rate(position.step() - 1);
        double seconds = (System.nanoTime() - epochStarted) / 1e9;
        position = position.afterEpoch(EpochResult.of(trainLoss, evaluation));
        metrics.epoch(new EpochRecord(
                position.step(),
                position.epoch(),
                trainLoss,
                evaluation,
                averaged,
                rate,
                ofEpoch.steady(),
                ofEpoch.waiting(),
                seconds));
        if (metrics.wantsWeights(position.epoch())) {
            tellWeights();
        }
        metrics.flush();
        listener.epochFinished(new EpochReport(
                position.epoch(),
                epochs,
                trainLoss,
                evaluation,
                averaged,
                rate,
                ofEpoch.steady(),
                ofEpoch.waiting(),
                seconds));
        Guards.Verdict verdict = guards.afterEpoch(position.guard(), position.epochs());
        if (verdict != null) {
            stalled(verdict);
        }
        checkpoints.afterEpoch(now());
        return !endsEarly();
    }

    private void tellWeights() throws IOException {
        try (Snapshot state = executable.snapshot()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (Variable variable : resolution.program().variables()) {
                if (variable.role() == Variable.Role.PARAMETER) {
                    weights.put(variable.name(), state.tensor(variable.name()));
                }
            }
            metrics.weights(position.step(), weights);
        }
    }

    private @Nullable Metrics evaluate(Loader loader, boolean averaged) {
        return new Evaluator(executable, loader, averaged, allocator)
                .evaluate(
                        this::mustLeaveEvaluation,
                        (batch, batches, loss, examples) -> progress("eval", batch, batches, loss));
    }

    /** Between two batches of an evaluation a backend can be replaced as well: the variables are what they were. */
    private boolean mustLeaveEvaluation() {
        try {
            swaps.boundary(position.step(), false);
        } catch (IOException e) {
            throw RunFolder.unwritable(folder.path(), e);
        }
        return cancelled.getAsBoolean();
    }

    /** The weights stay: what does not become better is no worse for that. */
    private void stalled(Guards.Verdict verdict) throws IOException {
        if (verdict.policy() == Policy.STOP) {
            save();
            throw new RunException("train: " + verdict.reason()
                    + ". Lower the learning rate, or start from other values; the last checkpoint is of step "
                    + checkpoints.savedStep() + ".");
        }
        note(verdict, position.step());
        position = position.withGuard(position.guard().acted(guards.gamma()).countingFrom(position.epoch()));
    }

    private boolean endsEarly() {
        EarlyStopping stop = resolution.settings().train().earlyStopping().orElse(null);
        if (stop == null) {
            return false;
        }
        int since = EpochResult.sinceBest(position.epochs(), stop.metric(), stop.threshold());
        if (since <= stop.patience()) {
            return false;
        }
        ending = new Ending(
                "completed",
                "train.early-stopping: " + stop.metric().key() + " has not become better for " + since + " epochs");
        return true;
    }

    private void progress(String phase, long batch, long batches, double loss) {
        long now = System.nanoTime();
        if (now - lastProgress < PROGRESS_NANOS) {
            return;
        }
        lastProgress = now;
        double perStep =
                (double) trainLoader.batchSize() * resolution.settings().train().accumulate();
        double left = (totalSteps - position.step()) * perStep / throughput.late();
        listener.progressed(new Progress(
                phase,
                position.epoch() + 1,
                epochs,
                batch,
                batches,
                loss,
                throughput.late(),
                throughput.lateWaiting(),
                left));
    }

    /** Writes a checkpoint of where it stands. */
    private void save() throws IOException {
        checkpoints.save(now());
    }

    /** The position with the time taken so far. */
    private Checkpoint now() {
        return position.withSeconds(secondsBefore + (System.nanoTime() - started) / 1e9);
    }

    /** Expects a loss of a step, which was measured on a backend that failed. */
    void expect(long step, double loss) {
        swaps.expect(step, loss);
    }

    /** Name of the backend that works; empty between two. Any thread may ask. */
    String backend() {
        return executable.isEngaged() ? executable.provider().name() : "";
    }

    /** Symbolic names of the bundles of the backends that work. Any thread may ask. */
    Set<String> heldBundles() {
        Set<String> held = new HashSet<>(executable.bundles());
        Shadow beside = shadow;
        if (beside != null) {
            held.addAll(beside.bundles());
        }
        return held;
    }

    /** Steps done. Any thread may ask. */
    long step() {
        return position.step();
    }

    /** How it stands. */
    RunSummary summary(Ending how) {
        int done = position.epochs().size();
        double loss = position.examples() > 0
                ? position.lossSum() / position.examples()
                : done > 0 ? position.epochs().get(done - 1).trainLoss() : Double.NaN;
        return new RunSummary(
                folder.path(),
                how.status(),
                how.reason(),
                executable.provider().name(),
                position.epoch(),
                position.step(),
                loss,
                lastEval,
                throughput.steady(),
                throughput.waiting(),
                now().seconds());
    }

    @Override
    public void close() {
        owned.close();
    }
}
