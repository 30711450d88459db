package org.neocog.dataset.transform;

import java.util.Optional;
import org.neocog.dataset.ViewsImageTransform;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/** Several windows of an image of any size, then perhaps their mirror images. */
abstract class CropViews implements ViewsImageTransform {
    private final Shape shape;
    private final int windows;
    private final boolean mirrored;
    private final ThreadLocal<Resampler> resamplers;
    private final ThreadLocal<Crop> crops = ThreadLocal.withInitial(Crop::new);

    /** @param windows without the mirror images */
    CropViews(Shape shape, int windows, boolean mirrored, Filter filter) {
        this.shape = shape;
        this.windows = windows;
        this.mirrored = mirrored;
        this.resamplers = Resampler.local(filter);
    }

    /** Sets where a window comes from. */
    abstract void locate(int window, Image source, Crop crop);

    @Override
    public final Optional<Shape> outputShape() {
        return Optional.of(shape);
    }

    @Override
    public final int views() {
        return mirrored ? 2 * windows : windows;
    }

    @Override
    public final void apply(Image source, Image target, int view) {
        Crop crop = crops.get();
        locate(view % windows, source, crop);
        crop.mirror(view >= windows);
        crop.cut(source, target, shape.intDim(1), shape.intDim(2), resamplers.get());
    }

    /** Which of the four corners (0 to 3: upper left, upper right, lower left, lower right) or, else, the middle a window lies in. */
    static int top(int corner, int space) {
        return corner > 3 ? CenterCropTransformType.offset(space, 0) : corner < 2 ? 0 : space;
    }

    static int left(int corner, int space) {
        return corner > 3 ? CenterCropTransformType.offset(space, 0) : corner % 2 == 0 ? 0 : space;
    }
}
