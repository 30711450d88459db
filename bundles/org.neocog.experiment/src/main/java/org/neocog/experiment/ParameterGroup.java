package org.neocog.experiment;

import java.util.List;
import org.neocog.config.Location;
import org.neocog.config.PlugInConfig;

/**
 * One of {@code optimizer.groups}: parameters that are updated otherwise. A parameter belongs to the first group that matches it.
 *
 * @param match patterns of parameter names, in which {@code *} stands for any characters
 * @param optimizer the optimizer with the options that the group changes
 * @param rateFactor factor of the learning rate, at least 0
 * @param frozen whether they stay as they are
 * @param location where it stands
 */
public record ParameterGroup(
        List<String> match, PlugInConfig optimizer, double rateFactor, boolean frozen, Location location) {
    /** Copies the list. */
    public ParameterGroup {
        match = List.copyOf(match);
    }
}
