package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.image.Image;

class ColourLanesTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 20_27);

    @BeforeEach
    void needsVectors() {
        assumeTrue(
                LaneKernels.areForThisProcessor(),
                "SKIPPED: vectors of this processor are not of eight longs; test on one with AVX-512.");
    }

    private static Image noise(int height, int width) {
        Image image = new Image();
        image.reset(3, height, width);
        new Random(SEED).nextBytes(image.pixels());
        return image;
    }

    /** Sizes of a window and of what becomes of it: one weight, two, three, four, and more along an axis; vectors that are not full. */
    @ParameterizedTest
    @CsvSource({
        "8, 8, 8, 8",
        "5, 4, 13, 17",
        "1, 1, 3, 9",
        "13, 17, 11, 12",
        "90, 100, 60, 50",
        "60, 61, 21, 20",
        "33, 90, 32, 31",
        "59, 50, 10, 11",
        "200, 3, 40, 3",
        "265, 290, 224, 224"
    })
    void giveTheBytesOfPlainJava(int height, int width, int outHeight, int outWidth) {
        int top = 3;
        int left = 2;
        Image source = noise(height + 5, width + 7);
        AxisWeights down = new AxisWeights(Filter.BILINEAR);
        AxisWeights across = new AxisWeights(Filter.BILINEAR);
        down.prepare(height, outHeight);
        across.prepare(width, outWidth);
        ColourResampler near = ColourResampler.near(down, across);
        ColourResampler resampler =
                near.fits(height, width, outHeight, outWidth) ? near : ColourResampler.far(down, across);
        assertTrue(resampler.fits(height, width, outHeight, outWidth));
        int plane = outHeight * outWidth;
        byte[] expected = new byte[3 * plane];
        byte[] lanes = new byte[3 * plane];
        resampler.resamplePlain(source, top, left, expected, plane, 1, 0, 0, outHeight, outWidth);
        resampler.resampleByLanes(source, top, left, lanes, plane, 0, 0, outHeight, outWidth);
        assertArrayEquals(expected, lanes, "seed " + SEED);
        if (outHeight > 2 && outWidth > 2) {
            byte[] part = new byte[3 * plane];
            byte[] partByLanes = new byte[3 * plane];
            resampler.resamplePlain(source, top, left, part, plane, 1, 1, 2, outHeight - 2, outWidth - 2);
            resampler.resampleByLanes(source, top, left, partByLanes, plane, 1, 2, outHeight - 2, outWidth - 2);
            assertArrayEquals(part, partByLanes, "seed " + SEED);
        }
    }

    @Test
    void readNothingBehindTheLastPixel() {
        Image exact = noise(3, 70);
        Image source = new Image();
        source.reset(3, 2, 70);
        assertTrue(source.pixels().length > source.size());
        System.arraycopy(exact.pixels(), 0, source.pixels(), 0, source.size());
        long[] packed = new long[2 * 70 + 16];
        int done = LaneKernels.pack(source.pixels(), 3 * 70, packed, 0, 70);
        assertTrue(done <= (source.pixels().length - 3 * 70 - 64) / 3 + LaneKernels.LANES, done + " pixels");
        assertArrayEquals(new long[] {0, 0}, new long[] {
            LaneKernels.pack(source.pixels(), source.pixels().length - 63, packed, 0, 70),
            LaneKernels.pack(source.pixels(), source.pixels().length, packed, 0, 70)
        });
    }
}
