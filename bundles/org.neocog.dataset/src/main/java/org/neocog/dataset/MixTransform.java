package org.neocog.dataset;

import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transform that mixes each image of a batch with the next one of it, the last with the first, and their labels: mixup. Implemented by plug-ins. It
 * comes last, and is for training alone. As an epoch is shuffled, the next one is any other.
 *
 * <p>Threading: as {@link Transform}.
 */
@ConsumerType
public interface MixTransform extends Transform {
    /**
     * Writes every element of {@code mixture}, which is neither of the others.
     *
     * @param own the image of the example, as the transforms before left it
     * @param next that of the next example of the batch
     * @param random numbers for this example in this epoch: a function of (seed, epoch, index, position of the transform)
     * @return how much of the label is the example's own, from 0 to 1; the rest is the next one's
     */
    float mix(float[] own, float[] next, float[] mixture, Philox.Stream random);

    /** Without another image there is nothing to mix. */
    @Override
    default void apply(float[] source, float[] target, Philox.Stream random) {
        System.arraycopy(source, 0, target, 0, outputShape().intSize());
    }
}
