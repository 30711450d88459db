package org.neocog.dataset.transform;

import java.util.Arrays;
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
 * The transform {@code cutout}: fills squares of the image; the middle of each is uniform over all pixels, and what lies outside the image
 * is left off.
 *
 * <p>Source: T. DeVries, G. Taylor 2017, "Improved regularization of convolutional neural networks with cutout".
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + CutoutTransformType.NAME)
public final class CutoutTransformType implements TransformType {
    static final String NAME = "cutout";

    static final Option<Integer> SIZE = Option.integer("size", "height and width of a square")
            .unit("pixels")
            .atLeast(1)
            .atMost(1 << 20);
    static final Option<Integer> HOLES =
            Option.integer("holes", "how many squares").orElse(1).atLeast(1).atMost(1 << 10);
    static final Option<Double> FILL = Option.number(
                    "fill", "value of the squares, on the scale of the pixels that come in")
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(SIZE, HOLES, FILL).primary(SIZE);

    @Activate
    public CutoutTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Fills squares at random places.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new Cutout(
                input, options.get(SIZE), options.get(HOLES), options.get(FILL).floatValue());
    }

    private record Cutout(Shape outputShape, int side, int holes, float fill) implements Transform {
        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int height = outputShape.intDim(1);
            int width = outputShape.intDim(2);
            System.arraycopy(source, 0, target, 0, outputShape.intSize());
            for (int i = 0; i < holes; i++) {
                int top = random.nextInt(height) - side / 2;
                int left = random.nextInt(width) - side / 2;
                int first = Math.max(0, left);
                int last = Math.min(width, left + side);
                for (int c = 0; c < outputShape.intDim(0); c++) {
                    for (int y = Math.max(0, top); y < Math.min(height, top + side); y++) {
                        int row = (c * height + y) * width;
                        Arrays.fill(target, row + first, row + last, fill);
                    }
                }
            }
        }
    }
}
