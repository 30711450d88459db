package org.neocog.optimizer.testkit;

import java.util.Map;

/**
 * What an optimizer computes, as its paper has it, in float64. Implemented by tests of optimizers; knows nothing of graphs.
 */
@FunctionalInterface
public interface Recurrence {
    /**
     * One step of one parameter.
     *
     * @param step from 1 on
     * @param rate learning rate of this step
     * @param parameter its elements; not to be changed
     * @param gradient its gradient
     * @param memory what the recurrence keeps from step to step; empty at the first
     * @return the elements after the step
     */
    double[] next(int step, double rate, double[] parameter, double[] gradient, Map<String, double[]> memory);
}
