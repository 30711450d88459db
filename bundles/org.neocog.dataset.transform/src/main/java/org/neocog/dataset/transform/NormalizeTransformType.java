package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.PointwiseTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code normalize}: {@code y = (x - mean_c) / std_c} for each pixel of channel c, in float32. */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + NormalizeTransformType.NAME)
public final class NormalizeTransformType implements TransformType {
    static final String NAME = "normalize";

    static final Option<List<Double>> MEAN =
            Option.numbers("mean", "what is subtracted: one number, or one per channel; pixels are from 0 to 1");
    static final Option<List<Double>> STD = Option.numbers(
                    "std", "what is divided by, after that: one number, or one per channel")
            .above(0);

    private static final Schema SCHEMA = Schema.of(MEAN, STD);

    @Activate
    public NormalizeTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Subtracts a mean and divides by a standard deviation, channel by channel.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        float[] mean = Images.perChannel(NAME, options, MEAN, input.dim(0));
        float[] std = Images.perChannel(NAME, options, STD, input.dim(0));
        return new Normalize(input, mean, std);
    }

    private static final class Normalize implements PointwiseTransform {
        private final Shape shape;
        private final int channelSize;
        private final float[] mean;
        private final float[] std;

        Normalize(Shape shape, float[] mean, float[] std) {
            this.shape = shape;
            this.channelSize = shape.intDim(1) * shape.intDim(2);
            this.mean = mean;
            this.std = std;
        }

        @Override
        public Shape outputShape() {
            return shape;
        }

        @Override
        public float map(int channel, float value) {
            return (value - mean[channel]) / std[channel];
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int c = 0; c < mean.length; c++) {
                float m = mean[c];
                float s = std[c];
                for (int i = c * channelSize; i < (c + 1) * channelSize; i++) {
                    target[i] = (source[i] - m) / s;
                }
            }
        }
    }
}
