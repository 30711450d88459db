package org.neocog.dataset.transform;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code resize}: the whole image, antialiased, with its shorter side of a given size and the longer one {@code floor(size *
 * longer / shorter)}, or of a given height and width.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + ResizeTransformType.NAME)
public final class ResizeTransformType implements TransformType {
    static final String NAME = "resize";

    static final Option<List<Integer>> SIZE = Option.integers(
                    "size", "of the shorter side, the ratio of the sides stays; or [height, width]")
            .unit("pixels")
            .atLeast(1)
            .length(1, 2);
    static final Option<Filter> FILTER =
            Option.choice("filter", "what pixels are a mean by", Filter.class).orElse(Filter.BILINEAR);

    private static final Schema SCHEMA = Schema.of(SIZE, FILTER).primary(SIZE);

    @Activate
    public ResizeTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Makes the whole image larger or smaller, antialiased.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        List<Integer> size = options.get(SIZE);
        long height = height(size, input.dim(1), input.dim(2));
        long width = width(size, input.dim(1), input.dim(2));
        if (!Images.fits(input.dim(0), height, width)) {
            throw options.error(
                    SIZE,
                    "resize: the image must have at most " + Images.MOST_PIXELS + " pixels, but size=" + size
                            + ", shape=" + input + ". Choose a smaller size.");
        }
        return new Resize(input, Shape.of(input.dim(0), height, width), Resampler.local(options.get(FILTER)));
    }

    @Override
    public ImageTransform createForAnySize(Options options, int channels) {
        List<Integer> size = options.get(SIZE);
        if (size.size() == 2 && !Images.fits(channels, size.get(0), size.get(1))) {
            throw options.error(
                    SIZE,
                    "resize: the image must have at most " + Images.MOST_PIXELS + " pixels, but size=" + size
                            + ", channels=" + channels + ". Choose a smaller size.");
        }
        Shape shape = size.size() == 1 ? null : Shape.of(channels, size.get(0), size.get(1));
        return new ResizeAnySize(size, shape, Resampler.local(options.get(FILTER)));
    }

    static long height(List<Integer> size, long height, long width) {
        return size.size() == 2 ? size.get(0) : side(size.get(0), height, width);
    }

    static long width(List<Integer> size, long height, long width) {
        return size.size() == 2 ? size.get(1) : side(size.get(0), width, height);
    }

    /** The side that has length {@code side} where the other one has {@code other}. */
    private static long side(int shorter, long side, long other) {
        return side <= other ? shorter : shorter * side / other;
    }

    private record Resize(Shape input, Shape outputShape, ThreadLocal<Resampler> resamplers) implements Transform {
        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            if (input.equals(outputShape)) {
                System.arraycopy(source, 0, target, 0, outputShape.intSize());
                return;
            }
            resamplers
                    .get()
                    .resample(
                            source,
                            input,
                            0,
                            0,
                            input.intDim(1),
                            input.intDim(2),
                            target,
                            outputShape.intDim(1),
                            outputShape.intDim(2));
        }
    }

    private record ResizeAnySize(
            List<Integer> size, @Nullable Shape shape, ThreadLocal<Resampler> resamplers) implements ImageTransform {
        @Override
        public boolean isDeterministic() {
            return true;
        }

        @Override
        public Optional<Shape> outputShape() {
            return Optional.ofNullable(shape);
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            int inHeight = source.height();
            int inWidth = source.width();
            long height = height(size, inHeight, inWidth);
            long width = width(size, inHeight, inWidth);
            if (height == inHeight && width == inWidth) {
                target.set(source);
                return;
            }
            if (!Images.fits(source.channels(), height, width)) {
                throw new IllegalArgumentException("resize: the image must have at most " + Images.MOST_PIXELS
                        + " pixels, but size=" + size + " makes an " + source + " to " + width + " x " + height
                        + ". Take the image away, or give both sides.");
            }
            resamplers
                    .get()
                    .resample(source, 0, 0, inHeight, inWidth, target, Math.toIntExact(height), Math.toIntExact(width));
        }
    }
}
