package org.neocog.dataset;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transform that moves pixels and computes none, so that it works on 8-bit values as well: for bytes {@code b} and equal random numbers
 * {@code apply(b / 255) = apply(b) / 255}, bit for bit. Implemented by plug-ins. Loaders use it where it saves work.
 */
@ConsumerType
public interface ByteTransform extends Transform {
    /** Whether 8-bit values can be used: what it puts in beside pixels of the image is a multiple of 1/255 from 0 to 1. */
    boolean isExactOnBytes();

    /**
     * As {@link #apply(float[], float[], Philox.Stream)}, on unsigned bytes.
     *
     * @throws IllegalStateException if it {@linkplain #isExactOnBytes cannot}
     */
    void apply(byte[] source, byte[] target, Philox.Stream random);
}
