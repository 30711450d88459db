package org.neocog.experiment;

import org.neocog.config.PlugInConfig;

/**
 * Section {@code schedule}: how the learning rate changes.
 *
 * @param schedule the schedule and its own options, kind {@code schedule}
 * @param unit what the schedule counts in
 * @param warmUp over how many units the learning rate first rises linearly, at least 0
 */
public record ScheduleSection(PlugInConfig schedule, Unit unit, long warmUp) {}
