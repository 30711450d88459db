package org.neocog.dataset.transform;

import java.util.List;
import java.util.Optional;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.WindowTransform;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code random-resized-crop}: a window of a random area, ratio of sides and place, resized to a given size, antialiased.
 *
 * <p>The area is uniform between the two shares of the image's, the logarithm of width by height uniform between those of the two ratios. A
 * window that does not fit into the image is drawn again, ten times at most; then it is the largest one in the middle with a ratio that is
 * allowed.
 *
 * <p>Source: C. Szegedy et al. 2015, "Going deeper with convolutions", 6.
 */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomResizedCropTransformType.NAME)
public final class RandomResizedCropTransformType implements TransformType {
    static final String NAME = "random-resized-crop";

    static final Option<List<Integer>> SIZE = Option.integers(
                    "size", "of the result: [height and width] or [height, width]")
            .unit("pixels")
            .atLeast(1)
            .length(1, 2);
    static final Option<List<Double>> AREA = Option.numbers(
                    "area", "the window's, as a share of the image: the smallest and the largest")
            .orElse(List.of(0.08, 1.0))
            .above(0)
            .atMost(1)
            .length(2, 2)
            .check("be in rising order", area -> area.get(0) <= area.get(1));
    static final Option<List<Double>> RATIO = Option.numbers(
                    "ratio", "width by height of the window: the smallest and the largest")
            .orElse(List.of(0.75, 4 / 3.0))
            .above(0)
            .length(2, 2)
            .check("be in rising order", ratio -> ratio.get(0) <= ratio.get(1));

    private static final Schema SCHEMA =
            Schema.of(SIZE, AREA, RATIO, ResizeTransformType.FILTER).primary(SIZE);

    @Activate
    public RandomResizedCropTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Takes a window of random size, shape and place, and resizes it.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new OfOneSize(input, Images.output(NAME, options, SIZE, input.dim(0)), cutters(options));
    }

    @Override
    public ImageTransform createForAnySize(Options options, int channels) {
        return new OfAnySize(Images.output(NAME, options, SIZE, channels), cutters(options));
    }

    private static ThreadLocal<Cutter> cutters(Options options) {
        List<Double> area = options.get(AREA);
        List<Double> ratio = options.get(RATIO);
        Filter filter = options.get(ResizeTransformType.FILTER);
        return ThreadLocal.withInitial(() ->
                new Cutter(new RandomBox(area.get(0), area.get(1), ratio.get(0), ratio.get(1)), new Resampler(filter)));
    }

    /** What a thread works with. */
    private record Cutter(RandomBox box, Resampler resampler) {}

    private record OfOneSize(Shape input, Shape outputShape, ThreadLocal<Cutter> cutters) implements Transform {
        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            Cutter cutter = cutters.get();
            RandomBox box = cutter.box;
            box.draw(input.intDim(1), input.intDim(2), random);
            cutter.resampler.resample(
                    source,
                    input,
                    box.top(),
                    box.left(),
                    box.height(),
                    box.width(),
                    target,
                    outputShape.intDim(1),
                    outputShape.intDim(2));
        }
    }

    private record OfAnySize(Shape shape, ThreadLocal<Cutter> cutters) implements WindowTransform {
        @Override
        public ImageWindow draw(int height, int width, Philox.Stream random) {
            RandomBox box = cutters.get().box;
            box.draw(height, width, random);
            return new ImageWindow(box.top(), box.left(), box.height(), box.width());
        }

        @Override
        public void apply(Image window, byte[] target) {
            cutters.get().resampler.resample(window, target, shape.intDim(1), shape.intDim(2));
        }

        @Override
        public Optional<Shape> outputShape() {
            return Optional.of(shape);
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            Cutter cutter = cutters.get();
            RandomBox box = cutter.box;
            box.draw(source.height(), source.width(), random);
            cutter.resampler.resample(
                    source, box.top(), box.left(), box.height(), box.width(), target, shape.intDim(1), shape.intDim(2));
        }
    }
}
