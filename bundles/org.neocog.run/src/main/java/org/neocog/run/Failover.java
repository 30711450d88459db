package org.neocog.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;

/** A backend failed while it worked: it is set aside, and the run goes on from its last checkpoint on another one. */
final class Failover {
    private final Resolution resolution;
    private final RunContext context;
    private final ProviderFailure failure;
    private final long step;
    private final long began = System.nanoTime();
    private double lossOfNextStep = Double.NaN;

    /** @param step steps that were done */
    Failover(Resolution resolution, RunContext context, ProviderFailure failure, long step) {
        this.resolution = resolution;
        this.context = context;
        this.failure = failure;
        this.step = step;
    }

    /**
     * The backend to go on with; waits for one if none is there.
     *
     * @param waits whether to wait; else the failure is thrown
     * @return empty if the run is cancelled meanwhile
     */
    Optional<Provider> successor(boolean waits) throws Exception {
        try (SwapLog log = new SwapLog(context)) {
            log.refused(failure.provider(), failure.report(), step);
        }
        boolean told = false;
        while (!context.control().isCancelled()) {
            long version = context.changes().version();
            Optional<Backends.Installed> next = context.backends()
                    .satisfying(resolution.settings().require())
                    .choose(
                            context.control().prefer(),
                            resolution.settings().train().precision(),
                            entry -> !context.refused().contains(entry.key()));
            if (next.isPresent()) {
                return next.map(installed -> Provider.of(installed, context.backends()));
            }
            if (!waits) {
                throw failure.thrown() instanceof Exception exception ? exception : failure;
            }
            if (!told) {
                context.states().to(RunState.WAITING, failure.report() + ". Update its bundle", step);
                told = true;
            }
            context.changes().awaitAfter(version, context.control()::isCancelled);
        }
        return Optional.empty();
    }

    /** The last whole checkpoint of a run. */
    static Optional<CheckpointStore.Stored> lastCheckpoint(RunFolder folder, Resolution resolution) throws IOException {
        return folder.checkpoints(resolution.settings().checkpoint().keep()).last();
    }

    /** Goes back to the last whole checkpoint: what was measured after it is measured again. Null before the first one. */
    CheckpointStore.@Nullable Stored goBack(CheckpointStore.@Nullable Stored from) throws IOException {
        CheckpointStore.Stored last =
                lastCheckpoint(context.folder(), resolution).orElse(from);
        long to = last == null ? 0 : last.position().step();
        context.folder().flush();
        lossOfNextStep = lossOf(to + 1);
        context.folder().cutMetricsAfter(to);
        return last;
    }

    /** What the backend that failed had made of a step; NaN if it had not come to it. */
    private double lossOf(long wanted) throws IOException {
        for (String line : Files.readAllLines(context.folder().path().resolve("metrics.jsonl"))) {
            JsonObject object = Json.parse(line);
            if (object != null
                    && object.has("loss")
                    && object.get("step").getAsLong() == wanted
                    && object.get("type").getAsString().equals("step")) {
                return Json.number(object.get("loss"));
            }
        }
        return Double.NaN;
    }

    /** The loss of the first step that is done again, as it was; NaN if it was never done. */
    double lossOfNextStep() {
        return lossOfNextStep;
    }

    /** Tells that another backend works, with the state of the checkpoint. */
    void tell(Engagement fresh, Snapshot state, Snapshot back, long from) throws IOException {
        Provider old = failure.provider();
        SwapLog.Change change = new SwapLog.Change(
                "failed",
                old,
                old.installed().origin().toMap(),
                null,
                fresh,
                null,
                0,
                Double.isNaN(lossOfNextStep)
                        ? "the backend failed before the step after the checkpoint"
                        : "step " + (from + 1) + " is compared with its record when it is done",
                (System.nanoTime() - began) * 1e-9);
        Map<String, Object> details = new LinkedHashMap<>(change.toMap());
        details.put("stepsUndone", step - from);
        details.put("state", Map.of("before", StateCopies.digest(state), "after", StateCopies.digest(back)));
        context.folder().event("swap", from, details);
        context.listener().warned("Going on on backend \"" + fresh.provider().name() + "\" after step " + from + ".");
    }
}
