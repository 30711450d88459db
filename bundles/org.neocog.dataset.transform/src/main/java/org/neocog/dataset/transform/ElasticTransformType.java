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
 * The transform {@code elastic}: takes every pixel from a place nearby, neighbours from places that are nearby each other, as a hand does not write the same
 * digit twice. In all channels alike
 *
 * <pre>{@code
 * y[c, i, j] = x[c, i + a (g * u)[i, j], j + a (g * v)[i, j]]
 * }</pre>
 *
 * where {@code a} is {@code alpha}, and {@code u} and then {@code v} are fields of numbers uniform from -1 to 1, drawn row by row, 0 outside of the image. {@code g}
 * is a Gaussian of the standard deviation {@code sigma}, cut at three of them, its weights with a sum of 1. Values between pixels are bilinear;
 * outside the image stands {@code fill}. Away from the border an axis' displacement has a standard deviation near {@code alpha / (6.14 sigma)}: 1.4 pixels unless
 * given.
 *
 * <p>Source: P. Simard, D. Steinkraus, J. Platt 2003, "Best practices for convolutional neural networks applied to visual document analysis", 2; the
 * defaults are theirs for MNIST.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + ElasticTransformType.NAME)
public final class ElasticTransformType implements TransformType {
    static final String NAME = "elastic";

    static final Option<Double> ALPHA = Option.number("alpha", "what the smoothed random numbers are multiplied by")
            .orElse(34.0)
            .unit("pixels")
            .atLeast(0);
    static final Option<Double> SIGMA = Option.number("sigma", "standard deviation of the Gaussian that smooths them")
            .orElse(4.0)
            .unit("pixels")
            .above(0)
            .atMost(1000);
    static final Option<Double> FILL = Option.number(
                    "fill", "value of what comes from outside the image, on the scale of the pixels that come in")
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(ALPHA, SIGMA, FILL);
    private static final int DEVIATIONS = 3;

    @Activate
    public ElasticTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Displaces pixels at random, neighbours alike.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        float[] weights = weights(options.get(SIGMA), options.get(ALPHA));
        int height = input.intDim(1);
        int width = input.intDim(2);
        return new Elastic(
                new BilinearSampler(input, options.get(FILL).floatValue()),
                ThreadLocal.withInitial(() -> new Field(height, width, weights)),
                ThreadLocal.withInitial(() -> new Field(height, width, weights)));
    }

    /** Those of an axis; both axes' product has the sum {@code alpha}. */
    private static float[] weights(double sigma, double alpha) {
        int radius = (int) Math.ceil(DEVIATIONS * sigma);
        double[] gaussian = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < gaussian.length; i++) {
            double off = (i - radius) / sigma;
            gaussian[i] = StrictMath.exp(-off * off / 2);
            sum += gaussian[i];
        }
        float[] weights = new float[gaussian.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (gaussian[i] / sum * Math.sqrt(alpha));
        }
        return weights;
    }

    private record Elastic(BilinearSampler sampler, ThreadLocal<Field> rows, ThreadLocal<Field> columns)
            implements Transform {
        @Override
        public Shape outputShape() {
            return sampler.shape();
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            float[] down = rows.get().draw(random);
            float[] right = columns.get().draw(random);
            int height = outputShape().intDim(1);
            int width = outputShape().intDim(2);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int at = y * width + x;
                    sampler.pixel(source, target, at, y + (double) down[at], x + (double) right[at]);
                }
            }
        }
    }

    /** A field of random numbers, smoothed along both axes. One thread; used again. */
    private static final class Field {
        private final int height;
        private final int width;
        private final float[] weights;
        private final float[] drawn;
        private final float[] smooth;

        Field(int height, int width, float[] weights) {
            this.height = height;
            this.width = width;
            this.weights = weights;
            drawn = new float[height * width];
            smooth = new float[height * width];
        }

        float[] draw(Philox.Stream random) {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.uniform(-1, 1);
            }
            Arrays.fill(smooth, 0);
            int radius = weights.length / 2;
            for (int off = Math.max(-radius, 1 - width); off <= Math.min(radius, width - 1); off++) {
                int begin = Math.max(0, -off);
                int count = width - Math.abs(off);
                for (int y = 0; y < height; y++) {
                    add(drawn, y * width + begin + off, weights[radius + off], smooth, y * width + begin, count);
                }
            }
            Arrays.fill(drawn, 0);
            for (int off = Math.max(-radius, 1 - height); off <= Math.min(radius, height - 1); off++) {
                int begin = Math.max(0, -off) * width;
                int count = (height - Math.abs(off)) * width;
                add(smooth, begin + off * width, weights[radius + off], drawn, begin, count);
            }
            return drawn;
        }

        private static void add(float[] from, int at, float weight, float[] to, int target, int count) {
            for (int i = 0; i < count; i++) {
                to[target + i] += weight * from[at + i];
            }
        }
    }
}
