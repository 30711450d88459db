package org.neocog.verify;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.run.RunSummary;

/**
 * What a run made of a fault.
 *
 * @param fault kind of the fault
 * @param step the training step that it was asked for
 * @param where what had it: {@code backend onednn}, {@code dataset digits}
 * @param run the run folder
 * @param status {@code completed}, {@code cancelled}, {@code stopped}, {@code failed}, or {@code stuck} if it stood still until the limit
 * @param error why it failed; empty if it did not
 * @param summary of a run that ended in order
 * @param events what the run wrote down, a JSON object each
 */
public record DrillReport(
        String fault,
        long step,
        String where,
        Path run,
        String status,
        String error,
        Optional<RunSummary> summary,
        List<Map<String, Object>> events) {
    public DrillReport {
        events = List.copyOf(events);
    }

    /** Whether the run went to its end in spite of it. */
    public boolean survived() {
        return status.equals("completed");
    }

    /** As {@code --json} has it. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("fault", fault);
        map.put("at", step);
        map.put("where", where);
        map.put("run", run.toString());
        map.put("status", status);
        map.put("survived", survived());
        map.put("error", error.isEmpty() ? null : error);
        map.put("summary", summary.map(RunSummary::toMap).orElse(null));
        map.put("events", events);
        return map;
    }
}
