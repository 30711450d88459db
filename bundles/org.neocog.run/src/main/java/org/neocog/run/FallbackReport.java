package org.neocog.run;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neocog.backend.support.Fallback;
import org.neocog.graph.Program;

/** Says which ops a backend leaves to another: the run is as right, and slower. */
final class FallbackReport {
    private static final Logger LOG = System.getLogger(FallbackReport.class.getName());

    private final RunFolder folder;
    private final Provider provider;
    private final List<Fallback> fallbacks;

    FallbackReport(RunFolder folder, Provider provider, Program program) {
        this.folder = folder;
        this.provider = provider;
        this.fallbacks = provider.fallbacks(program);
    }

    /** Tells where, if there are any. @param run name of the run */
    void tell(String run, long step) throws IOException {
        if (fallbacks.isEmpty()) {
            return;
        }
        String ops = fallbacks.stream().map(Fallback::op).distinct().collect(Collectors.joining(", "));
        LOG.log(
                Level.WARNING,
                "{0}: backend \"{1}\" does not support {2}; these run on another one. events.jsonl tells where, and at the"
                        + " end what it cost.",
                run,
                provider.name(),
                ops);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Fallback fallback : fallbacks) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("graph", fallback.graph());
            entry.put("op", fallback.op());
            entry.put("scope", fallback.scope());
            entry.put("count", fallback.count());
            entries.add(entry);
        }
        folder.event("fallbacks", step, Map.of("ops", entries));
    }

    /** Tells what they cost of {@code all} seconds, if there are any. */
    void tellCost(long step, double all) throws IOException {
        if (fallbacks.isEmpty()) {
            return;
        }
        double seconds = provider.fallbackSeconds();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("seconds", seconds);
        details.put("share", seconds / all);
        folder.event("fallback-cost", step, details);
        LOG.log(Level.WARNING, "Ops that ran on another backend took {0} of {1} seconds", seconds, all);
    }
}
