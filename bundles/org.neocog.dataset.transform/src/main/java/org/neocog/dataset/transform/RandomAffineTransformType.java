package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code random-affine}: moves, scales, squeezes and shears the image round its middle. With {@code (y, x)} from the middle, what was
 * at {@code (y, x)} comes to
 *
 * <pre>{@code
 * y' = s / q * y              + ty
 * x' = s * q * x + h * (s / q) * y + tx
 * }</pre>
 *
 * where the scale {@code s} is uniform from {@code 1 - scaling} to {@code 1 + scaling}, {@code q} so by {@code squeezing} (wider and lower above
 * 1, narrower and higher below), {@code h} uniform from {@code -shearing} to {@code shearing}, {@code ty} and {@code tx} from {@code
 * -translation} to {@code translation}. Values between pixels are bilinear; outside the image stands {@code fill}.
 *
 * <p>Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner 1998, "Gradient-based learning applied to document recognition", III.B: planar affine
 * distortions.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + RandomAffineTransformType.NAME)
public final class RandomAffineTransformType implements TransformType {
    static final String NAME = "random-affine";

    static final Option<Double> TRANSLATION = Option.number(
                    "translation", "the greatest shift, either way, on each axis")
            .orElse(0.0)
            .unit("pixels")
            .atLeast(0);
    static final Option<Double> SCALING = Option.number("scaling", "greatest change of the size, as a share of it")
            .orElse(0.0)
            .atLeast(0)
            .below(1);
    static final Option<Double> SQUEEZING = Option.number(
                    "squeezing", "greatest change of the width, as a share of it; the height changes the other way")
            .orElse(0.0)
            .atLeast(0)
            .below(1);
    static final Option<Double> SHEARING = Option.number(
                    "shearing", "greatest shift of a row against the next one, either way")
            .orElse(0.0)
            .unit("pixels")
            .atLeast(0);
    static final Option<Double> FILL = Option.number(
                    "fill", "value of what comes from outside the image, on the scale of the pixels that come in")
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(TRANSLATION, SCALING, SQUEEZING, SHEARING, FILL);

    @Activate
    public RandomAffineTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Moves, scales, squeezes and shears the image at random.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new RandomAffine(
                new BilinearSampler(input, options.get(FILL).floatValue()),
                options.get(TRANSLATION),
                options.get(SCALING),
                options.get(SQUEEZING),
                options.get(SHEARING));
    }

    private record RandomAffine(
            BilinearSampler sampler, double translation, double scaling, double squeezing, double shearing)
            implements Transform {
        @Override
        public Shape outputShape() {
            return sampler.shape();
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            double scale = random.uniform(1 - scaling, 1 + scaling);
            double squeeze = random.uniform(1 - squeezing, 1 + squeezing);
            double shear = random.uniform(-shearing, shearing);
            double down = random.uniform(-translation, translation);
            double right = random.uniform(-translation, translation);
            double tall = squeeze / scale;
            double wide = 1 / (scale * squeeze);
            int height = outputShape().intDim(1);
            int width = outputShape().intDim(2);
            double middleY = (height - 1) / 2.0;
            double middleX = (width - 1) / 2.0;
            for (int y = 0; y < height; y++) {
                double fromMiddle = y - middleY - down;
                for (int x = 0; x < width; x++) {
                    double fromX = (x - middleX - right - shear * fromMiddle) * wide;
                    sampler.pixel(source, target, y * width + x, middleY + fromMiddle * tall, middleX + fromX);
                }
            }
        }
    }
}
