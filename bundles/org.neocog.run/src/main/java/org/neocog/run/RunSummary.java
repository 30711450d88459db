package org.neocog.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run or an evaluation ended: what {@code run --json} and {@code eval --json} print.
 *
 * @param run run folder, null for an evaluation without one
 * @param status {@code completed}, {@code cancelled} by someone, or {@code stopped} by a budget
 * @param reason why it ended before its length, empty if it did not or was cancelled
 * @param trainLoss mean loss of the last epoch trained, NaN if none was
 * @param eval last evaluation, null if there was none
 * @param imagesPerSecond of training (of evaluation if nothing was trained), the first moments left out
 * @param inputBound share of the steps' time in which they waited for data
 * @param seconds from start to end, of all parts of a resumed run
 * @param report what a separate evaluation says of each class, else null
 */
public record RunSummary(
        @Nullable Path run,
        String status,
        String reason,
        String backend,
        int epochs,
        long steps,
        double trainLoss,
        @Nullable Metrics eval,
        double imagesPerSecond,
        double inputBound,
        double seconds,
        @Nullable ClassificationReport report) {
    /** Without a report on each class. */
    public RunSummary(
            @Nullable Path run,
            String status,
            String reason,
            String backend,
            int epochs,
            long steps,
            double trainLoss,
            @Nullable Metrics eval,
            double imagesPerSecond,
            double inputBound,
            double seconds) {
        this(run, status, reason, backend, epochs, steps, trainLoss, eval, imagesPerSecond, inputBound, seconds, null);
    }

    /** An end that needs no reason. */
    public RunSummary(
            @Nullable Path run,
            String status,
            String backend,
            int epochs,
            long steps,
            double trainLoss,
            @Nullable Metrics eval,
            double imagesPerSecond,
            double inputBound,
            double seconds) {
        this(run, status, "", backend, epochs, steps, trainLoss, eval, imagesPerSecond, inputBound, seconds);
    }

    /** As {@code summary.json} and {@code --json} hold it, keys in order; NaN where there is no training loss. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> training = new LinkedHashMap<>();
        training.put("loss", trainLoss);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("run", run == null ? null : run.toString());
        map.put("status", status);
        if (!reason.isEmpty()) {
            map.put("reason", reason);
        }
        map.put("backend", backend);
        map.put("epochs", epochs);
        map.put("steps", steps);
        map.put("train", training);
        Map<String, Object> evaluation = eval == null ? null : eval.toMap();
        if (evaluation != null && report != null) {
            evaluation.putAll(report.toMap());
        }
        map.put("eval", evaluation);
        map.put("imagesPerSecond", imagesPerSecond);
        map.put("inputBound", inputBound);
        map.put("seconds", seconds);
        return map;
    }
}
