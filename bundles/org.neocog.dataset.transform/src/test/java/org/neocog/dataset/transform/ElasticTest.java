package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.Transform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class ElasticTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 12);
    private final ElasticTransformType type = new ElasticTransformType();

    private Transform transform(Shape shape, Object... options) {
        return type.create(Options.of(type.schema(), options), shape);
    }

    private static float[] apply(Transform transform, float[] source, long index) {
        float[] target = new float[source.length];
        transform.apply(source, target, Philox.stream(SEED, 0, index));
        return target;
    }

    private static float[] noise(Shape shape) {
        Random random = new Random(SEED);
        float[] image = new float[shape.intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        return image;
    }

    /** The definition: a Gaussian in two dimensions, in double. */
    private static double displacement(
            double[] field, int height, int width, double alpha, double sigma, int y, int x) {
        int radius = (int) Math.ceil(3 * sigma);
        double sum = 0;
        double weights = 0;
        for (int i = y - radius; i <= y + radius; i++) {
            for (int j = x - radius; j <= x + radius; j++) {
                double weight = Math.exp(-((i - y) * (i - y) + (j - x) * (j - x)) / (2 * sigma * sigma));
                weights += weight;
                sum += i < 0 || j < 0 || i >= height || j >= width ? 0 : weight * field[i * width + j];
            }
        }
        return alpha * sum / weights;
    }

    private static double value(float[] image, int height, int width, int c, int y, int x, double fill) {
        return y < 0 || x < 0 || y >= height || x >= width ? fill : image[(c * height + y) * width + x];
    }

    private static double between(float[] image, int height, int width, int c, double y, double x, double fill) {
        int i = (int) Math.floor(y);
        int j = (int) Math.floor(x);
        return (1 - y + i)
                        * ((1 - x + j) * value(image, height, width, c, i, j, fill)
                                + (x - j) * value(image, height, width, c, i, j + 1, fill))
                + (y - i)
                        * ((1 - x + j) * value(image, height, width, c, i + 1, j, fill)
                                + (x - j) * value(image, height, width, c, i + 1, j + 1, fill));
    }

    @ParameterizedTest
    @CsvSource({"1, 28, 28, 34, 4", "3, 9, 14, 8, 1.3", "2, 14, 5, 20, 40", "1, 1, 1, 1, 0.3", "1, 6, 7, 2, 0.1"})
    void takesPixelsFromWhereItsDefinitionSays(int channels, int height, int width, double alpha, double sigma) {
        Shape shape = Shape.of(channels, height, width);
        float[] source = noise(shape);
        float[] target = apply(transform(shape, "alpha", alpha, "sigma", sigma, "fill", -0.5), source, 7);
        Philox.Stream random = Philox.stream(SEED, 0, 7);
        double[][] fields = new double[2][height * width];
        for (double[] field : fields) {
            for (int i = 0; i < field.length; i++) {
                field[i] = random.uniform(-1, 1);
            }
        }
        for (int i = 0; i < target.length; i++) {
            int y = i / width % height;
            int x = i % width;
            double fromY = y + displacement(fields[0], height, width, alpha, sigma, y, x);
            double fromX = x + displacement(fields[1], height, width, alpha, sigma, y, x);
            double expected = between(source, height, width, i / (height * width), fromY, fromX, -0.5);
            assertEquals(expected, target[i], 1e-4, "seed=" + SEED + ", value " + i);
        }
    }

    @Test
    void leavesTheImageWithoutDisplacement() {
        Shape shape = Shape.of(2, 5, 6);
        assertArrayEquals(noise(shape), apply(transform(shape, "alpha", 0), noise(shape), 3));
    }

    /** Of a ramp, what comes out is where it came from. */
    @Test
    void displacesAsMuchAsThePaperDoesUnlessTold() {
        Shape shape = Shape.of(1, 101, 101);
        float[] ramp = new float[101 * 101];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 101;
        }
        double squares = 0;
        int count = 0;
        for (long index = 0; index < 20; index++) {
            float[] target = apply(transform(shape), ramp, index);
            for (int i = 0; i < ramp.length; i++) {
                if (Math.abs(i / 101 - 50) < 34 && Math.abs(i % 101 - 50) < 34) {
                    squares += (target[i] - ramp[i]) * (double) (target[i] - ramp[i]);
                    count++;
                }
            }
        }
        double expected = 34 / Math.sqrt(3) / (2 * Math.sqrt(Math.PI) * 4);
        assertEquals(expected, Math.sqrt(squares / count), 0.1 * expected, "seed=" + SEED);
    }

    @Test
    void dependsOnTheIndexAndNothingElse() {
        Shape shape = Shape.of(1, 28, 28);
        Transform transform = transform(shape);
        float[] source = noise(shape);
        List<float[]> expected = LongStream.range(0, 64)
                .mapToObj(i -> apply(transform, source, i))
                .toList();
        List<float[]> again = LongStream.range(0, 64)
                .parallel()
                .mapToObj(i -> apply(transform(shape), source, i))
                .toList();
        List<float[]> shared = LongStream.range(0, 64)
                .parallel()
                .mapToObj(i -> apply(transform, source, i))
                .toList();
        for (int i = 0; i < 64; i++) {
            assertArrayEquals(expected.get(i), again.get(i), "seed=" + SEED);
            assertArrayEquals(expected.get(i), shared.get(i), "seed=" + SEED);
            assertFalse(Arrays.equals(expected.get(i), expected.get((i + 1) % 64)), "seed=" + SEED);
        }
    }

    @Test
    void refusesWhatIsNoDeviation() {
        ConfigException refusal = assertThrows(ConfigException.class, () -> transform(Shape.of(1, 28, 28), "sigma", 0));
        assertTrue(refusal.problems().get(0).message().contains("sigma must be above 0"), refusal.toString());
    }
}
