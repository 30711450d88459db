package org.neocog.run;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.experiment.Experiment;

/** A run in a thread of this process: waits until everything is there, trains, and keeps its folder. */
final class LocalRun implements Run {
    private static final Logger LOG = System.getLogger(LocalRun.class.getName());

    private final RunFolder folder;
    private final Supplier<Resolution> resolver;
    private final CheckpointStore.@Nullable Stored from;
    private final RunListener listener;
    private final Surroundings around;
    private final Backends backends;
    private final ServiceChanges changes;
    private final RunControl control;
    private final HeldData data = new HeldData();
    private final CompletableFuture<RunSummary> result = new CompletableFuture<>();
    private volatile RunState state = RunState.RESOLVING;
    /** Of the config that the run has now; null before it is resolved. */
    private volatile @Nullable RunSettings settings;
    /** The training that goes on; null before the first and between two. */
    private volatile @Nullable Trainer trainer;
    /** Steps done when training ended, however it did. */
    private volatile long reached;

    /**
     * What all runs of an engine have around them.
     *
     * @param waits whether a run waits when every backend that it prefers has failed; else it fails
     * @param queue where runs wait for devices; null if they do not
     * @param resolve finds what a changed config needs
     */
    record Surroundings(
            Backends backends,
            ServiceChanges changes,
            InstalledBundles bundles,
            boolean waits,
            @Nullable DeviceQueue queue,
            Function<Experiment, Resolution> resolve) {}

    /**
     * @param resolver finds the experiment's services; throws {@link MissingServiceException} while one is missing
     * @param from checkpoint to go on from, or null to start
     */
    LocalRun(
            RunFolder folder,
            Supplier<Resolution> resolver,
            CheckpointStore.@Nullable Stored from,
            RunListener listener,
            Surroundings around) {
        this.folder = folder;
        this.resolver = resolver;
        this.from = from;
        this.listener = listener;
        this.around = around;
        this.backends = around.backends();
        this.changes = around.changes();
        this.control = new RunControl(changes);
    }

    /** Calls back when it has ended, at once if it has. */
    void whenEnded(Runnable action) {
        result.whenComplete((summary, failure) -> action.run());
    }

    /** Goes on in a thread of its own. @param resolved what was found already, or null; the run closes it */
    void start(@Nullable Resolution resolved) {
        Thread thread =
                new Thread(() -> run(resolved), "neocog-run-" + folder.path().getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public RunState state() {
        return state;
    }

    @Override
    public String backend() {
        Trainer now = trainer;
        return now == null ? "" : now.backend();
    }

    @Override
    public Set<String> heldBundles() {
        Set<String> held = new TreeSet<>(data.bundles());
        Trainer now = trainer;
        if (now != null && !result.isDone()) {
            held.addAll(now.heldBundles());
        }
        return held;
    }

    @Override
    public void cancel() {
        control.cancel();
    }

    @Override
    public void pause() {
        control.pause(true);
    }

    @Override
    public void proceed() {
        control.pause(false);
    }

    @Override
    public CompletableFuture<SwapReport> swap(String backend) {
        CompletableFuture<SwapReport> answer = control.swap(backend);
        if (result.isDone()) {
            control.end("swap: the run must go on, but has ended. Start another one.");
        }
        return answer;
    }

    @Override
    public List<String> change(Experiment next) {
        RunSettings now = settings;
        if (now == null || result.isDone()) {
            throw new RunException(folder.path() + ": the config must be changed while the run goes on, but state="
                    + state + ". Try again later, or resume it with --accept-changes.");
        }
        List<ConfigChange> changed = ConfigChange.all(now.config(), next.resolved());
        LiveKeys.require(changed);
        if (!changed.isEmpty()) {
            control.change(next);
        }
        return changed.stream().map(ConfigChange::toString).toList();
    }

    @Override
    public RunSummary await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigException cause) {
                throw cause;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof RunException
                    ? new RunException(RunException.textOf(cause), cause)
                    : new RunException(folder.path() + ": the run failed: " + cause, cause);
        }
    }

    private void run(@Nullable Resolution resolved) {
        RunSummary summary = null;
        Throwable failure = null;
        try (folder) {
            try {
                summary = resolveAndTrain(resolved);
                folder.summary(summary.toMap());
                to(
                        summary.status().equals("completed") ? RunState.COMPLETED : RunState.CANCELLED,
                        summary.reason(),
                        summary.steps());
            } catch (IOException e) {
                failure = RunFolder.unwritable(folder.path(), e);
            } catch (BackendException e) {
                failure = new RunException(RunException.textOf(e), e);
            } catch (Throwable e) { // whatever a plug-in throws ends this run, with its cause, and no other
                failure = e;
            }
            if (failure != null) {
                fail(failure);
            }
        } catch (IOException e) {
            failure = failure != null ? failure : RunFolder.unwritable(folder.path(), e);
        }
        if (failure != null) {
            state = RunState.FAILED;
        }
        control.end("swap: the run must go on, but has ended. Start another one.");
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(summary);
        }
    }

    private void fail(Throwable failure) {
        LOG.log(Level.DEBUG, "run " + folder.path() + " failed", failure);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("run", folder.path().toString());
        summary.put("status", "failed");
        summary.put("error", RunException.textOf(failure));
        try {
            to(RunState.FAILED, RunException.textOf(failure), reached);
            folder.summary(summary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private RunSummary resolveAndTrain(@Nullable Resolution resolved) throws Exception {
        to(RunState.RESOLVING, "", from == null ? 0 : from.position().step());
        Resolution resolution = resolved != null
                ? resolved
                : awaitServices(resolver, from == null ? 0 : from.position().step());
        if (resolution == null) {
            return cancelled(0);
        }
        if (around.queue() == null) {
            return train(resolution);
        }
        try (DeviceQueue.Ticket ticket = around.queue().take(resolution.backend())) {
            boolean granted = false;
            try {
                if (ticket.mustWait()) {
                    to(
                            RunState.WAITING,
                            "other runs use the device of backend \""
                                    + resolution.backend().name() + "\"",
                            0);
                }
                granted = ticket.await(control::isCancelled);
            } finally {
                if (!granted) {
                    resolution.close();
                }
            }
            return granted ? train(resolution) : cancelled(0);
        }
    }

    /** Trains; on another backend from the last checkpoint, if the one that works fails. */
    private RunSummary train(Resolution first) throws Exception {
        Resolution resolution = first;
        CheckpointStore.Stored start = from;
        while (true) {
            Experiment changed;
            boolean leaves;
            try (Resolution used = resolution) {
                data.hold(used);
                RunSummary summary = train(used, start);
                changed = control.takeChange();
                leaves = data.isToRelease();
                if (!summary.status().equals(Trainer.Ending.CHANGED.status())) {
                    return summary;
                }
                start = Failover.lastCheckpoint(folder, used).orElse(start);
                if (changed != null) {
                    note(ConfigChange.all(used.settings().config(), changed.resolved()), changed, reached);
                }
                data.closed(used);
            } finally {
                data.tell();
            }
            Resolution found = leaves ? reopen() : resolve(changed);
            if (found == null) {
                return cancelled(reached);
            }
            resolution = found;
        }
    }

    private @Nullable Resolution resolve(@Nullable Experiment changed) throws IOException, InterruptedException {
        return awaitServices(
                () -> changed == null ? resolver.get() : around.resolve().apply(changed), reached);
    }

    /** The bundle of the dataset has left: opens the data again when one offers it, and goes on where it was. */
    private @Nullable Resolution reopen() throws IOException, InterruptedException {
        to(RunState.SWAPPING, "the dataset leaves", reached);
        long began = System.nanoTime();
        Resolution found = awaitServices(() -> data.requireOther(resolver.get()), reached);
        if (found != null) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("standStill", (System.nanoTime() - began) * 1e-9);
            details.put("changed", data.changed(found));
            folder.event("data", reached, details);
            if (!data.changed(found).isEmpty()) {
                listener.warned(
                        "The data of " + data.changed(found) + " are not what they were before their bundle left.");
            }
        }
        return found;
    }

    /** Asks to let go of the data, if they are of this dataset. */
    void releaseData(String dataset) {
        if (data.release(dataset)) {
            changes.wake();
        }
    }

    /** Waits until the run has let go, within its bound. */
    void awaitDataReleased() {
        RunSettings now = settings;
        data.await(now == null ? 0 : now.swap().quiesce());
    }

    private void note(List<ConfigChange> changed, Experiment next, long step) throws IOException {
        folder.replaceConfig(next.resolved(), step);
        folder.event(
                "config",
                step,
                Map.of("changes", changed.stream().map(ConfigChange::toMap).toList()));
    }

    private RunSummary train(Resolution resolution, CheckpointStore.@Nullable Stored first) throws Exception {
        folder.manifest(Manifest.of(resolution, around.bundles()));
        settings = resolution.settings();
        control.prefer(resolution.prefer());
        RunContext context = new RunContext(
                folder, listener, control, backends, changes, this::to, data, ConcurrentHashMap.newKeySet());
        Provider provider = resolution.provider();
        CheckpointStore.Stored start = first;
        Failover failover = null;
        while (true) {
            Calls calls = new Calls(resolution.settings().swap().timeout(), provider);
            Provider chosen = provider;
            CheckpointStore.Stored position = start;
            Failover before = failover;
            trainer = null;
            try {
                return new Attempt<>(
                                "neocog-run-" + folder.path().getFileName(),
                                () -> attempt(resolution, chosen, position, context, calls, before),
                                calls)
                        .await();
            } catch (ProviderFailure e) {
                failover = new Failover(resolution, context, e, reached());
                Optional<Provider> successor = failover.successor(around.waits());
                if (successor.isEmpty()) {
                    return cancelled(reached());
                }
                provider = successor.get();
                start = failover.goBack(first);
            }
        }
    }

    private long reached() {
        Trainer last = trainer;
        return last == null ? reached : last.step();
    }

    /** Without a backend: what is on disk is what there is. */
    private RunSummary cancelled(long steps) {
        return new RunSummary(folder.path(), "cancelled", "", 0, steps, Double.NaN, null, 0, 0, 0);
    }

    /** One training, from a position to its end. Owns all that it uses, but the folder. */
    private RunSummary attempt(
            Resolution resolution,
            Provider provider,
            CheckpointStore.@Nullable Stored start,
            RunContext context,
            Calls calls,
            @Nullable Failover failover)
            throws IOException {
        Checkpoint position = start == null ? Checkpoint.START : start.position();
        try (BufferAllocator allocator =
                        NeocogAllocators.root("run " + folder.path().getFileName(), Long.MAX_VALUE);
                Trainer training = trainer(resolution, provider, start, context, calls, failover, allocator)) {
            trainer = training;
            resolution.releasePlugIns();
            to(RunState.READY, "", position.step());
            listener.started(info(resolution, provider, position));
            to(RunState.RUNNING, "", position.step());
            FallbackReport fallbacks = new FallbackReport(folder, provider, resolution.program());
            fallbacks.tell(resolution.settings().name(), position.step());
            long began = System.nanoTime();
            try {
                return training.summary(training.train());
            } finally {
                boolean abandoned = trainer != training; // nobody waits for this one
                reached = abandoned ? reached : training.step();
                if (!abandoned) {
                    fallbacks.tellCost(reached, (System.nanoTime() - began) * 1e-9);
                }
            }
        }
    }

    private Trainer trainer(
            Resolution resolution,
            Provider provider,
            CheckpointStore.@Nullable Stored start,
            RunContext context,
            Calls calls,
            @Nullable Failover failover,
            BufferAllocator allocator)
            throws IOException {
        try (Snapshot state =
                start == null ? FirstState.of(resolution, allocator) : CheckpointStore.read(start, allocator)) {
            List<String> problems = new ArrayList<>();
            Snapshot fitting = StateFit.of(resolution.program(), state, true, problems);
            if (!problems.isEmpty()) {
                throw new RunException(folder.path() + ": the checkpoint must fit the config, but "
                        + String.join("; ", problems) + ". Resume with the config that the run was started with.");
            }
            Checkpoint position = start == null ? Checkpoint.START : start.position();
            LiveExecutable engaged = LiveExecutable.of(provider, resolution, backends, calls, allocator);
            Trainer made = new Trainer(resolution, context, engaged, position, fitting, allocator);
            if (failover == null) {
                return made;
            }
            boolean told = false;
            try (Snapshot back = engaged.snapshot()) {
                made.expect(position.step(), failover.lossOfNextStep());
                failover.tell(engaged.engaged(), fitting, back, position.step());
                told = true;
                return made;
            } finally {
                if (!told) {
                    made.close();
                }
            }
        }
    }

    private RunInfo info(Resolution resolution, Provider provider, Checkpoint position) {
        Resolution.Source eval = resolution.eval();
        long perEpoch = resolution.stepsPerEpoch();
        return new RunInfo(
                folder.path(),
                resolution.settings().name(),
                provider.name(),
                provider.installed().backend().device().name(),
                resolution.parameters(),
                (int) ((resolution.totalSteps() + perEpoch - 1) / perEpoch),
                position.step(),
                resolution.train().pipeline().size(),
                eval == null ? 0 : eval.pipeline().size());
    }

    /** Tries again whenever services change; null if cancelled before all were there. */
    private @Nullable Resolution awaitServices(Supplier<Resolution> finder, long step)
            throws IOException, InterruptedException {
        String waitingFor = "";
        while (!control.isCancelled()) {
            long version = changes.version();
            try {
                return finder.get();
            } catch (MissingServiceException e) {
                String reason = RunException.textOf(e);
                if (!reason.equals(waitingFor)) {
                    to(RunState.WAITING, reason, step);
                    waitingFor = reason;
                }
            }
            changes.awaitAfter(version, control::isCancelled);
        }
        return null;
    }

    private void to(RunState next, String reason, long step) throws IOException {
        state = next;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", next.name());
        if (!reason.isEmpty()) {
            details.put("reason", reason);
        }
        folder.event("state", step, details);
        listener.stateChanged(next, reason);
    }
}
