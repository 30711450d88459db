package org.neocog.optimizer;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.osgi.annotation.versioning.ProviderType;

/** What an {@link Optimizer} works with for one parameter. Provided by the framework; do not implement. */
@ProviderType
public interface UpdateRule {
    /** Where ops are added. */
    GraphBuilder graph();

    /** The learning rate of this step, schedule and warm-up included: a scalar of the parameter's element type. */
    Value learningRate();

    /** Number of this step, from 1 on: a scalar of the parameter's element type. */
    Value step();

    /**
     * State of the optimizer for this parameter, kept from step to step and in checkpoints, of the parameter's type.
     *
     * @param name unique for the parameter, such as {@code momentum}
     * @param initial value of every element before the first step
     * @return what the slot holds before this step
     */
    Value slot(String name, double initial);

    /**
     * Sets what {@code slot} holds in the next step. Each slot is set exactly once.
     *
     * @param slot what {@link #slot} gave
     * @param next a value of its type
     */
    void update(Value slot, Value next);
}
