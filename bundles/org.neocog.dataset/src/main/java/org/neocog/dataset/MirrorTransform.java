package org.neocog.dataset;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A {@link ByteTransform} that gives an image as it is or mirrored left to right, {@code y[c, i, j] = x[c, i, W - 1 - j]}: loaders mirror where
 * they copy anyway. Implemented by plug-ins.
 */
@ConsumerType
public interface MirrorTransform extends ByteTransform {
    /** Whether an image is mirrored; draws what {@code apply} draws. */
    boolean mirrors(Philox.Stream random);
}
