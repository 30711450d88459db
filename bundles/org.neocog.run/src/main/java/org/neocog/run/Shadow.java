package org.neocog.run;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.ShadowSection;

/**
 * A second backend that does every Nth step as well, in the background, and tells where it comes to something else. The run goes on as it would
 * without; a step that is due while the one before is still being compared is passed over. Threading: the training's thread, and one of its own.
 */
final class Shadow implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Shadow.class.getName());

    private final ShadowSection section;
    private final Resolution resolution;
    private final RunContext context;
    private final LiveExecutable live;
    private final ExecutorService thread;
    private volatile boolean busy;
    private long passedOver;
    /** Only the thread of its own changes it, while busy. */
    private volatile @Nullable Engagement engagement;

    private String problem = "";

    Shadow(ShadowSection section, Resolution resolution, RunContext context, LiveExecutable live) {
        this.section = section;
        this.resolution = resolution;
        this.context = context;
        this.live = live;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "neocog-shadow-" + section.backend());
            made.setDaemon(true);
            return made;
        });
    }

    /** Symbolic names of the bundles that it holds. Any thread may ask. */
    List<String> bundles() {
        Engagement held = engagement;
        return held == null ? List.of() : held.bundles();
    }

    /** Whether the next step is to be recorded. @param step steps done */
    boolean wants(long step) {
        Engagement held = engagement;
        if (!busy && held != null && held.isRevoked()) {
            engagement = null;
            SwapLog.closeOld(held);
        }
        if ((step + 1) % section.every() != 0) {
            return false;
        }
        if (busy) {
            passedOver++;
        }
        return !busy;
    }

    /** Compares a step. @param record owned from now on */
    void compare(StepRecord record) {
        busy = true;
        Provider worker = live.provider();
        long skipped = passedOver;
        passedOver = 0;
        thread.execute(() -> {
            try (record) {
                compare(record, worker, skipped);
            } catch (IOException | RuntimeException | LinkageError e) { // the run goes on without
                LOG.log(Level.WARNING, "shadow: step " + (record.step() + 1) + " was not compared", e);
            } finally {
                busy = false;
            }
        });
    }

    private void compare(StepRecord record, Provider worker, long skipped) throws IOException {
        Engagement shadow = engaged(record.step() + 1);
        if (shadow == null) {
            return;
        }
        Proof proof =
                Proof.of(record, shadow.executable(), resolution.program(), resolution.settings(), shadow.allocator());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("backend", worker.name());
        details.put("shadow", shadow.provider().name());
        details.put("comparison", proof.toMap());
        if (skipped > 0) {
            details.put("passedOver", skipped);
        }
        if (!proof.accepted()) {
            QuarantineReport.WrongOp op = firstDifference(record, worker, shadow.provider());
            if (op != null) {
                details.put("op", op.toMap());
            }
            context.listener()
                    .warned("Shadow: backend \"" + worker.name() + "\" and \""
                            + shadow.provider().name() + "\" differ in step "
                            + (record.step() + 1) + ": " + proof.reason()
                            + (op == null ? "" : "; first found in " + op) + ".");
        }
        context.folder().event("shadow", record.step() + 1, details);
    }

    private QuarantineReport.@Nullable WrongOp firstDifference(StepRecord record, Provider worker, Provider shadow) {
        QuarantineReport.WrongOp op =
                WrongOpSearch.find(record, resolution.program(), resolution.settings(), worker, context.backends());
        return op != null
                ? op
                : WrongOpSearch.find(record, resolution.program(), resolution.settings(), shadow, context.backends());
    }

    private @Nullable Engagement engaged(long step) throws IOException {
        if (engagement == null) {
            Backends.Installed found = context.backends()
                    .choose(
                            List.of(section.backend()),
                            resolution.settings().train().precision())
                    .orElse(null);
            String missing = found == null
                    ? context.backends()
                            .noneMatches(
                                    List.of(section.backend()),
                                    resolution.settings().train().precision())
                    : "";
            if (!missing.equals(problem)) {
                problem = missing;
                if (!missing.isEmpty()) {
                    context.folder().event("shadow", step, Map.of("problem", "shadow.backend: " + missing));
                    context.listener().warned("shadow.backend: " + missing);
                }
            }
            engagement = found == null
                    ? null
                    : Engagement.of(
                            Provider.of(found, context.backends()),
                            resolution.program(),
                            resolution.settings(),
                            context.backends());
        }
        return engagement;
    }

    /** Waits for the comparison that goes on, within the bound of a call. */
    @Override
    public void close() {
        thread.shutdown();
        boolean ended = false;
        try {
            ended = thread.awaitTermination(
                    (long) Math.ceil(resolution.settings().swap().timeout()), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Engagement held = engagement;
        if (ended && held != null) {
            engagement = null;
            SwapLog.closeOld(held);
        } else if (!ended) {
            LOG.log(
                    Level.WARNING,
                    "shadow: backend {0} did not come back; what it holds is left to it",
                    section.backend());
        }
    }
}
