package org.neocog.run;

import java.io.IOException;
import java.util.Map;
import org.neocog.tensor.Tensor;

/**
 * Told what a training measures, in order; keeps it in some form. Threading: one thread. After a failed write the run fails: what it cannot
 * keep it does not measure.
 */
interface MetricSink extends AutoCloseable {
    /**
     * A step was done.
     *
     * @param epoch the epoch that it is in, from 1 on
     * @param data digest of the indices of its examples, in their order
     */
    void step(long step, int epoch, double loss, double learningRate, long data) throws IOException;

    /** An epoch was trained and evaluated. */
    void epoch(EpochRecord record) throws IOException;

    /** Whether {@link #weights} is wanted after an epoch, from 1 on. */
    default boolean wantsWeights(int epoch) {
        return false;
    }

    /**
     * What the parameters are after an epoch; told only if that is wanted.
     *
     * @param weights by name, in the order of the network; valid until this returns
     */
    default void weights(long step, Map<String, Tensor> weights) throws IOException {}

    /** What was told of later steps is undone: they come again. */
    void undoAfter(long step) throws IOException;

    /** Makes what was told visible to others. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
}
