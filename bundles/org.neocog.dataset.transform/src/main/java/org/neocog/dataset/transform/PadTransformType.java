package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ByteTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code pad}: puts pixels round the image, {@code [C, H, W] -> [C, top + H + bottom, left + W + right]}. */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + PadTransformType.NAME)
public final class PadTransformType implements TransformType {
    static final String NAME = "pad";

    static final Option<List<Integer>> AMOUNT = Option.integers(
                    "amount",
                    "pixels to add: [all sides], [top and bottom, left and right] or [top, bottom, left, right]")
            .unit("pixels")
            .atLeast(0)
            .check("have 1, 2 or 4 numbers", amount -> amount.size() == 1 || amount.size() == 2 || amount.size() == 4);
    static final Option<Double> VALUE = Option.number(
                    "value", "value of the new pixels with padding-mode: constant, on the scale of those that come in")
            .orElse(0.0);

    private static final Schema SCHEMA =
            Schema.of(AMOUNT, PaddingMode.OPTION, VALUE).primary(AMOUNT);

    @Activate
    public PadTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Puts pixels of one value, or those of the edge, round the image.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        List<Integer> a = options.get(AMOUNT);
        long top = a.get(0);
        long bottom = a.size() == 4 ? a.get(1) : top;
        long left = a.size() == 4 ? a.get(2) : a.size() == 2 ? a.get(1) : top;
        long right = a.size() == 4 ? a.get(3) : left;
        long height = top + input.dim(1) + bottom;
        long width = left + input.dim(2) + right;
        if (!Images.fits(input.dim(0), height, width)) {
            throw options.error(
                    AMOUNT,
                    "pad: the image must have at most " + Images.MOST_PIXELS + " pixels, but amount=" + a
                            + " makes " + input + " to [" + input.dim(0) + ", " + height + ", " + width
                            + "]. Choose smaller amounts.");
        }
        PaddingMode mode = options.get(PaddingMode.OPTION);
        Images.requirePadding(NAME, options, AMOUNT, mode, Math.max(top, bottom), input.dim(1));
        Images.requirePadding(NAME, options, AMOUNT, mode, Math.max(left, right), input.dim(2));
        Shape output = Shape.of(input.dim(0), height, width);
        return new Pad(new Window(input, output, mode, options.get(VALUE).floatValue()), (int) top, (int) left);
    }

    private record Pad(Window window, int top, int left) implements ByteTransform {
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
            window.copy(source, target, -top, -left);
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            window.copy(source, target, -top, -left);
        }
    }
}
