package org.neocog.optimizer;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives a parameter its values before the first step. Implemented by plug-ins.
 *
 * <p>The values are a function of the arguments alone: numbers come from {@code random}, powers and logarithms from {@link StrictMath}. So
 * one seed gives one network on every machine.
 *
 * <p>Threading: one initializer may fill several parameters at once; it keeps no state.
 */
@FunctionalInterface
@ConsumerType
public interface Initializer {
    /**
     * Sets every element of {@code values}.
     *
     * @param values the parameter, row-major; the caller rounds them to its element type
     * @param fanIn connections into one output unit, at least 1
     * @param fanOut connections out of one input unit, at least 1
     * @param random numbers for this parameter, a function of (seed, parameter name)
     */
    void fill(double[] values, long fanIn, long fanOut, Philox.Stream random);
}
