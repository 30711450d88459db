package org.neocog.run;

import java.util.Map;

/**
 * A backend that was replaced under a run.
 *
 * @param step steps done before
 * @param from name of the backend before
 * @param to name of the one now
 * @param details what {@code events.jsonl} holds of it
 */
public record SwapReport(long step, String from, String to, Map<String, Object> details) {}
