package org.neocog.dataset.transform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.neocog.config.ConfigException;
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

/**
 * The transform {@code pixel-mean}: subtracts a mean, {@code y = x - m}: one number per channel, or an image of means from a NumPy file, a number
 * for each pixel. {@code neocog data CONFIG --mean-image FILE} writes such a file.
 *
 * <p>Source: He et al. 2015, "Deep residual learning for image recognition", 4.2; Krizhevsky et al. 2012, 2.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + PixelMeanTransformType.NAME)
public final class PixelMeanTransformType implements TransformType {
    static final String NAME = "pixel-mean";

    static final Option<List<Double>> MEAN = Option.numbers(
                    "mean", "what is subtracted: one number, or one per channel; pixels are from 0 to 1")
            .optional();
    static final Option<Path> FILE = Option.path(
                    "file", "NumPy file (.npy) of the mean image, float32 or float64 [C, H, W], pixels from 0 to 1")
            .optional();

    private static final Schema SCHEMA = Schema.of(MEAN, FILE)
            .rule(
                    "C1",
                    "exactly one of mean and file must be given",
                    options ->
                            options.find(MEAN).isPresent() != options.find(FILE).isPresent(),
                    MEAN,
                    FILE);

    @Activate
    public PixelMeanTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Subtracts the mean of each channel, or of each pixel.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        Path file = options.find(FILE).orElse(null);
        if (file == null) {
            return new ChannelMean(input, Images.perChannel(NAME, options, MEAN, input.dim(0)));
        }
        try {
            return new MeanImage(input, NpyFile.read(file, input));
        } catch (IOException e) {
            ConfigException refusal = options.error(FILE, NAME + ": " + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static final class ChannelMean implements PointwiseTransform {
        private final Shape shape;
        private final float[] mean;

        ChannelMean(Shape shape, float[] mean) {
            this.shape = shape;
            this.mean = mean;
        }

        @Override
        public Shape outputShape() {
            return shape;
        }

        @Override
        public float map(int channel, float value) {
            return value - mean[channel];
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int plane = shape.intDim(1) * shape.intDim(2);
            for (int c = 0; c < mean.length; c++) {
                for (int i = c * plane; i < (c + 1) * plane; i++) {
                    target[i] = source[i] - mean[c];
                }
            }
        }
    }

    private static final class MeanImage implements Transform {
        private final Shape shape;
        private final float[] mean;

        MeanImage(Shape shape, float[] mean) {
            this.shape = shape;
            this.mean = mean;
        }

        @Override
        public Shape outputShape() {
            return shape;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < mean.length; i++) {
                target[i] = source[i] - mean[i];
            }
        }
    }
}
