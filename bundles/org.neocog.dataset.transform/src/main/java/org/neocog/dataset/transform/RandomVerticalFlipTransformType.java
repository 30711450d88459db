package org.neocog.dataset.transform;

import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code random-vertical-flip}: with the given probability the mirror image, {@code y[c, i, j] = x[c, H - 1 - i, j]}. */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomVerticalFlipTransformType.NAME)
public final class RandomVerticalFlipTransformType extends FlipTransformType {
    static final String NAME = "random-vertical-flip";

    @Activate
    public RandomVerticalFlipTransformType() {
        super(NAME, "top to bottom");
    }

    @Override
    Transform flip(Shape shape, double probability) {
        return new VerticalFlip(shape, probability);
    }
}
