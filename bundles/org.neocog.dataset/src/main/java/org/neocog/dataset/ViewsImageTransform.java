package org.neocog.dataset;

import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/** A {@link ViewsTransform} for images of any size: all that it makes are of one size. Implemented by plug-ins. */
@ConsumerType
public interface ViewsImageTransform extends ImageTransform {
    /** How many images, at least 1. */
    int views();

    /** Writes image {@code view}, from 0 to {@link #views} - 1, to {@code target}; {@code source} stays. */
    void apply(Image source, Image target, int view);

    @Override
    default boolean isDeterministic() {
        return true;
    }

    @Override
    default void apply(Image source, Image target, Philox.Stream random) {
        apply(source, target, 0);
    }
}
