package org.neocog.dataset.transform;

import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code random-horizontal-flip}: with the given probability the mirror image, {@code y[c, i, j] = x[c, i, W - 1 - j]}. */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomHorizontalFlipTransformType.NAME)
public final class RandomHorizontalFlipTransformType extends FlipTransformType {
    static final String NAME = "random-horizontal-flip";

    @Activate
    public RandomHorizontalFlipTransformType() {
        super(NAME, "left to right");
    }

    @Override
    Transform flip(Shape shape, double probability) {
        return new HorizontalFlip(shape, probability);
    }
}
