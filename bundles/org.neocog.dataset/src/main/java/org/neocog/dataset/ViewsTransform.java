package org.neocog.dataset;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transform that makes several images of one, which an evaluation classifies one by one and takes the mean of: AlexNet's ten crops. Implemented
 * by plug-ins. It draws nothing at random.
 */
@ConsumerType
public interface ViewsTransform extends Transform {
    /** How many images, at least 1. */
    int views();

    /** Writes image {@code view}, from 0 to {@link #views} - 1, to {@code target}. */
    void apply(float[] source, float[] target, int view);

    @Override
    default void apply(float[] source, float[] target, Philox.Stream random) {
        apply(source, target, 0);
    }
}
