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
 * The transform {@code random-rotation}: turns the image round its middle by an angle that is uniform from {@code -degrees} to {@code degrees},
 * counterclockwise. Values between pixels are bilinear; outside the image stands {@code fill}.
 */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomRotationTransformType.NAME)
public final class RandomRotationTransformType implements TransformType {
    static final String NAME = "random-rotation";

    static final Option<Double> DEGREES = Option.number("degrees", "the greatest angle, either way")
            .unit("degrees")
            .atLeast(0)
            .atMost(180);
    static final Option<Double> FILL = Option.number(
                    "fill", "value of what comes from outside the image, on the scale of the pixels that come in")
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(DEGREES, FILL).primary(DEGREES);

    @Activate
    public RandomRotationTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Turns the image by a random angle.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new RandomRotation(new BilinearSampler(input, options.get(FILL).floatValue()), options.get(DEGREES));
    }

    private record RandomRotation(BilinearSampler sampler, double degrees) implements Transform {
        @Override
        public Shape outputShape() {
            return sampler.shape();
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            double angle = StrictMath.toRadians(random.uniform(-degrees, degrees));
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            int height = outputShape().intDim(1);
            int width = outputShape().intDim(2);
            double middleY = (height - 1) / 2.0;
            double middleX = (width - 1) / 2.0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double fromY = middleY + (y - middleY) * cos + (x - middleX) * sin;
                    double fromX = middleX - (y - middleY) * sin + (x - middleX) * cos;
                    sampler.pixel(source, target, y * width + x, fromY, fromX);
                }
            }
        }
    }
}
