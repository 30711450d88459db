package org.neocog.optimizer;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/** Gives a parameter its values before the first step. Implemented by plug-ins. */
@FunctionalInterface
@ConsumerType
public interface Initializer {
    /**
     * Sets every element of {@code values}.
     *
     * @param values the parameter, row-major
     * @param fanIn connections into one output unit
     * @param fanOut connections out of one input unit
     * @param random numbers for this parameter, a function of (seed, parameter name)
     */
    void fill(double[] values, long fanIn, long fanOut, Philox.Stream random);
}
