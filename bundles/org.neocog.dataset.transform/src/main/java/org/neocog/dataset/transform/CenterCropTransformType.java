package org.neocog.dataset.transform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ByteTransform;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code center-crop}: the window in the middle of the image, {@code y[c, i, j] = x[c, i + top, j + left]} with {@code top = (H -
 * h) / 2} rounded to the nearest integer, to an even one between two. Where the image is smaller than the window, 0 stands beside it.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + CenterCropTransformType.NAME)
public final class CenterCropTransformType implements TransformType {
    static final String NAME = "center-crop";

    static final Option<List<Integer>> SIZE = Option.integers(
                    "size", "of the window: [height and width] or [height, width]")
            .unit("pixels")
            .atLeast(1)
            .length(1, 2);

    private static final Schema SCHEMA = Schema.of(SIZE).primary(SIZE);

    @Activate
    public CenterCropTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Takes the window in the middle of the image.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        Shape output = Images.output(NAME, options, SIZE, input.dim(0));
        return new CenterCrop(
                new Window(input, output, PaddingMode.CONSTANT, 0),
                offset(input.intDim(1), output.intDim(1)),
                offset(input.intDim(2), output.intDim(2)));
    }

    @Override
    public ImageTransform createForAnySize(Options options, int channels) {
        return new CenterCropAnySize(Images.output(NAME, options, SIZE, channels));
    }

    /** Where the window begins; negative where the image is smaller. */
    static int offset(int image, int window) {
        return image >= window ? (int) Math.rint((image - window) / 2.0) : -((window - image) / 2);
    }

    private record CenterCrop(Window window, int top, int left) implements ByteTransform {
        @Override
        public Shape outputShape() {
            return window.output();
        }

        @Override
        public boolean isExactOnBytes() {
            return window.isExactOnBytes();
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            window.copy(source, target, top, left);
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            window.copy(source, target, top, left);
        }
    }

    private record CenterCropAnySize(Shape shape) implements ImageTransform {
        @Override
        public boolean isDeterministic() {
            return true;
        }

        @Override
        public Optional<Shape> outputShape() {
            return Optional.of(shape);
        }

        @Override
        public void apply(Image source, Image target, Philox.Stream random) {
            int channels = source.channels();
            target.reset(channels, shape.intDim(1), shape.intDim(2));
            int top = offset(source.height(), target.height());
            int left = offset(source.width(), target.width());
            if (top < 0 || left < 0) {
                Arrays.fill(target.pixels(), 0, target.size(), (byte) 0);
            }
            int bytes = Math.min(source.width(), target.width()) * channels;
            for (int y = 0; y < Math.min(source.height(), target.height()); y++) {
                int from = ((Math.max(0, top) + y) * source.width() + Math.max(0, left)) * channels;
                int to = ((Math.max(0, -top) + y) * target.width() + Math.max(0, -left)) * channels;
                System.arraycopy(source.pixels(), from, target.pixels(), to, bytes);
            }
        }
    }
}
