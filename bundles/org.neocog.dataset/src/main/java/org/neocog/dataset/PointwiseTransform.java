package org.neocog.dataset;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transform that keeps the shape and makes each pixel a function of its channel and its own value: {@code y[c, i, j] = map(c, x[c, i, j])}.
 * Implemented by plug-ins. It draws nothing at random, so that a loader can tabulate it for the 256 values of 8-bit images.
 */
@ConsumerType
public interface PointwiseTransform extends Transform {
    /** The function; the same to the bit as {@link #apply}. Safe for all threads. */
    float map(int channel, float value);
}
