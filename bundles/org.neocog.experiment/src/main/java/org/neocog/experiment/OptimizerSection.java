package org.neocog.experiment;

import java.util.List;
import org.neocog.config.PlugInConfig;

/**
 * Section {@code optimizer}: how parameters are updated.
 *
 * @param type the optimizer and its own options, kind {@code optimizer}
 * @param groups parameters that are updated otherwise
 */
public record OptimizerSection(PlugInConfig type, List<ParameterGroup> groups) {
    /** Copies the list. */
    public OptimizerSection {
        groups = List.copyOf(groups);
    }
}
