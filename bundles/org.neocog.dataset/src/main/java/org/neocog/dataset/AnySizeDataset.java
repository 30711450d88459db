package org.neocog.dataset;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A dataset of images of any size, such as a folder of JPEG files, each decoded when it is read. Implemented by plug-ins.
 *
 * <p>The first transforms of its pipeline are {@link ImageTransform}s, up to one that gives a fixed shape.
 */
@ConsumerType
public non-sealed interface AnySizeDataset extends Dataset {
    /** Channels of every image, at least 1. */
    int channels();

    /** What becomes of an example whose image cannot be decoded. */
    CorruptImages corruptImages();

    /**
     * A way for one thread to read examples. The caller closes it, before the dataset.
     *
     * @throws IllegalArgumentException if there is no such split
     * @throws IllegalStateException after {@link #close}
     */
    ExampleReader reader(String split);
}
