package org.neocog.optimizer;

import org.neocog.graph.Value;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Emits the ops that turn one parameter and its gradient into the parameter's next value. Implemented by plug-ins; called
 * once per parameter while a training graph is built, never during a step. A program has several training graphs (one per batch
 * size): for the same parameter each call declares the same slots.
 *
 * <p>Threading: may be called by several threads at once; it keeps no state but its options.
 */
@ConsumerType
public interface Optimizer {
    /** The learning rate that the schedule's factor multiplies; above 0. */
    double learningRate();

    /**
     * The next value of {@code parameter}.
     *
     * @param rule where to emit ops, read the learning rate and declare state
     * @param parameter the current value, of any shape
     * @param gradient derivative of the mean loss over the batch by the parameter; same type
     * @return a value of the same type
     */
    Value update(UpdateRule rule, Value parameter, Value gradient);
}
