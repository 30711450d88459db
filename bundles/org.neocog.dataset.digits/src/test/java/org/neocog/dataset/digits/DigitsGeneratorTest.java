package org.neocog.dataset.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class DigitsGeneratorTest {
    private static final int PIXELS = 784;

    private final DigitsGenerator generator = new DigitsGenerator(1);

    /** Fixed for good: figures in reports and caches of users depend on it. A change goes with a new {@link DigitsGenerator#VERSION}. */
    @Test
    void neverChangesForASeed() throws Exception {
        DigitsGenerator.Examples examples = generator.generate(0, 1000);
        assertEquals(
                "570208afa9ff81f457e5117c0898fed49fe000ce753a8f4f4850d0aa36017e6b",
                sha256(examples.images().data()));
        assertEquals(
                "46d0b6d05811d6deaffcd35736d01ed043f0074f69555252f5f3661859f8b8b7",
                sha256(examples.labels().data()));
    }

    private static String sha256(byte[] data) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    @Test
    void anExampleDependsOnSeedSplitAndIndexAlone() throws Exception {
        byte[] many = generator.generate(0, 350).images().data();
        byte[] few = generator.generate(0, 123).images().data();
        assertArrayEquals(Arrays.copyOf(many, few.length), few);
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            assertArrayEquals(
                    many,
                    one.submit(() -> generator.generate(0, 350).images().data()).get());
        } finally {
            one.shutdown();
        }
        assertFalse(Arrays.equals(few, generator.generate(1, 123).images().data()));
        assertFalse(Arrays.equals(
                few, new DigitsGenerator(2).generate(0, 123).images().data()));
    }

    @Test
    void tenExamplesHoldEveryDigitOnceInAnOrderOfTheirOwn() {
        byte[] labels = generator.generate(0, 105).labels().data();
        for (int from = 0; from < 100; from += 10) {
            byte[] ten = Arrays.copyOfRange(labels, from, from + 10);
            Arrays.sort(ten);
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ten);
        }
        assertFalse(Arrays.equals(Arrays.copyOf(labels, 10), Arrays.copyOfRange(labels, 10, 20)));
        assertEquals(105, labels.length);
    }

    @Test
    void everyImageHasInkInTheMiddleAndHardlyAnyAtTheBorder() {
        byte[] images = generator.generate(0, 2000).images().data();
        long border = 0;
        for (int i = 0; i < 2000; i++) {
            int ink = 0;
            for (int p = 0; p < PIXELS; p++) {
                int value = images[i * PIXELS + p] & 0xff;
                ink += value > 100 ? 1 : 0;
                int x = p % 28;
                int y = p / 28;
                border += x == 0 || y == 0 || x == 27 || y == 27 ? value > 100 ? 1 : 0 : 0;
            }
            assertTrue(ink >= 15 && ink <= 350, "image " + i + " has " + ink + " inked pixels");
        }
        assertTrue(border < 2000, "inked pixels at the border: " + border);
    }

    @Test
    void everyDigitHasSeveralWays() {
        for (int digit = 0; digit < 10; digit++) {
            assertTrue(Glyphs.of(digit).size() >= 3, "digit " + digit);
        }
    }

    /** A problem worth a network: the means of the classes do not do, and neither does the nearest neighbour. */
    @Test
    void isNeitherTrivialNorNoise() {
        DigitsGenerator.Examples train = generator.generate(0, 4000);
        DigitsGenerator.Examples test = generator.generate(1, 500);
        double mean = accuracy(classMeans(train), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, test);
        double neighbour = accuracy(pixels(train), train.labels().data(), test);
        System.out.println("digits: nearest class mean " + mean + ", nearest of 4000 neighbours " + neighbour);
        assertTrue(mean > 0.6 && mean < 0.8, "nearest class mean " + mean);
        assertTrue(neighbour > 0.8 && neighbour < 0.96, "nearest neighbour " + neighbour);
    }

    private static double accuracy(float[][] references, byte[] labels, DigitsGenerator.Examples test) {
        float[][] images = pixels(test);
        int right = 0;
        for (int i = 0; i < images.length; i++) {
            right += labels[nearest(references, images[i])] == test.labels().data()[i] ? 1 : 0;
        }
        return (double) right / images.length;
    }

    private static int nearest(float[][] references, float[] image) {
        int nearest = -1;
        float least = Float.MAX_VALUE;
        for (int r = 0; r < references.length; r++) {
            float distance = 0;
            for (int p = 0; p < PIXELS; p++) {
                float difference = references[r][p] - image[p];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = r;
            }
        }
        return nearest;
    }

    private static float[][] pixels(DigitsGenerator.Examples examples) {
        float[][] pixels = new float[examples.labels().count()][PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            for (int p = 0; p < PIXELS; p++) {
                pixels[i][p] = (examples.images().data()[i * PIXELS + p] & 0xff) / 255f;
            }
        }
        return pixels;
    }

    private static float[][] classMeans(DigitsGenerator.Examples examples) {
        float[][] means = new float[10][PIXELS];
        float[][] pixels = pixels(examples);
        for (int i = 0; i < pixels.length; i++) {
            for (int p = 0; p < PIXELS; p++) {
                means[examples.labels().data()[i]][p] += pixels[i][p] * 10 / pixels.length;
            }
        }
        return means;
    }
}
