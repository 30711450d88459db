package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every tile gives the bits of plain Java, on numbers with zeros, infinities and NaN among them. */
class LaneKernelsTest {
    private static final int LENGTH = 5;

    private static LaneKernels kernels(int lanes) {
        return lanes == 8 ? new LaneKernels8() : new LaneKernels16();
    }

    private static float[] numbers(int n, long seed) {
        Random random = new Random(seed);
        float[] special = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f};
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextInt(20) == 0 ? special[random.nextInt(special.length)] : random.nextInt(9) - 4;
        }
        return numbers;
    }

    private static int[] places(int lanes) {
        int[] places = new int[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            places[i] = (i * 7 % LENGTH) * lanes;
        }
        return places;
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void convolutionsHaveTheBitsOfPlainJava(int lanes) {
        float[] x = numbers(40 * lanes, 1);
        float[] w = numbers(LENGTH * 8, 2);
        float[] bias = numbers(10, 3);
        for (LaneKernels.Convolution tile : kernels(lanes).allConvolutions()) {
            float[] got = new float[100 * lanes];
            float[] want = new float[100 * lanes];
            int plane = 9 * lanes;
            tile.body().run(x, lanes, places(lanes), 1, LENGTH, w, 3, bias, 2, got, lanes, plane);
            ScalarLanes.convolution(tile, lanes)
                    .body()
                    .run(x, lanes, places(lanes), 1, LENGTH, w, 3, bias, 2, want, lanes, plane);
            assertArrayEquals(want, got, tile.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void filtersHaveTheBitsOfPlainJava(int lanes) {
        float[] x = numbers(40 * lanes, 4);
        float[] dy = numbers(80 * lanes, 5);
        for (LaneKernels.Filter tile : kernels(lanes).allFilters()) {
            float[] got = numbers(30 * lanes, 6);
            float[] want = got.clone();
            tile.body().run(x, lanes, places(lanes), 0, LENGTH, dy, lanes, 9 * lanes, got, lanes);
            ScalarLanes.filter(tile, lanes)
                    .body()
                    .run(x, lanes, places(lanes), 0, LENGTH, dy, lanes, 9 * lanes, want, lanes);
            assertArrayEquals(want, got, tile.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void rowsHaveTheBitsOfPlainJava(int lanes) {
        float[] dy = numbers(40 * lanes, 7);
        float[] w = numbers(LENGTH * 8, 8);
        for (LaneKernels.Rows tile : kernels(lanes).allRows()) {
            float[] got = new float[40 * lanes];
            float[] want = new float[40 * lanes];
            tile.body().run(dy, lanes, places(lanes), 0, LENGTH, w, 3, got, lanes);
            ScalarLanes.rows(tile, lanes).body().run(dy, lanes, places(lanes), 0, LENGTH, w, 3, want, lanes);
            assertArrayEquals(want, got, tile.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void poolingAndItsGradientHaveTheBitsOfPlainJava(int lanes) {
        LaneKernels kernels = kernels(lanes);
        float[] x = numbers(40 * lanes, 9);
        float[] dy = numbers(10 * lanes, 10);
        int row = 20 * lanes;
        float[] got = new float[10 * lanes];
        float[] want = new float[10 * lanes];
        kernels.pool().run(x, 0, row, got, 0, 10);
        ScalarLanes.pool(lanes).run(x, 0, row, want, 0, 10);
        assertArrayEquals(want, got);
        float[] gotGradient = new float[50 * lanes];
        float[] wantGradient = new float[50 * lanes];
        kernels.poolGradient().run(x, 0, row, got, 0, dy, 0, gotGradient, 0, row, 10, gotGradient, 45 * lanes);
        ScalarLanes.poolGradient(lanes)
                .run(x, 0, row, got, 0, dy, 0, wantGradient, 0, row, 10, wantGradient, 45 * lanes);
        assertArrayEquals(wantGradient, gotGradient);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void claimsHaveTheBitsOfPlainJava(int lanes) {
        int n = 3 * lanes;
        float[] x = numbers(5 * lanes, 14);
        float[] greatest = numbers(4 * lanes, 15);
        for (int i = 0; i < n; i += 2) {
            greatest[lanes + i] = x[2 * lanes + i];
        }
        x[2 * lanes] = 0f;
        greatest[lanes] = -0f;
        float[] left = numbers(4 * lanes, 16);
        float[] sum = numbers(5 * lanes, 17);
        float[] wantLeft = left.clone();
        float[] wantSum = sum.clone();
        float first = sum[2 * lanes] + left[lanes];
        kernels(lanes).claim().run(x, 2 * lanes, greatest, left, lanes, sum, n);
        ScalarLanes.CLAIM.run(x, 2 * lanes, greatest, wantLeft, lanes, wantSum, n);
        assertArrayEquals(wantLeft, left);
        assertArrayEquals(wantSum, sum);
        assertEquals(first, sum[2 * lanes], "zeros of both signs are equal");
        assertEquals(0, left[lanes]);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void patchesAndTilesHaveTheBitsOfPlainJava(int lanes) {
        LaneKernels kernels = kernels(lanes);
        int channels = 2 * lanes;
        int n = 3;
        float[] x = numbers(40 * channels, 11);
        float[] got = new float[60 * channels];
        float[] want = new float[60 * channels];
        kernels.patch().run(x, lanes, 9 * channels, channels, n, got, lanes, 3 * channels);
        ScalarLanes.PATCH.run(x, lanes, 9 * channels, channels, n, want, lanes, 3 * channels);
        assertArrayEquals(want, got);
        kernels.spread().run(x, lanes, 9 * channels, channels, n, got, lanes, 3 * channels);
        ScalarLanes.SPREAD.run(x, lanes, 9 * channels, channels, n, want, lanes, 3 * channels);
        assertArrayEquals(want, got);
        float[] m = numbers(60 * channels, 12);
        float[] bias = numbers(channels, 13);
        for (float lower : new float[] {0, Float.NEGATIVE_INFINITY}) {
            kernels.tile()
                    .run(
                            m,
                            lanes,
                            3 * channels,
                            channels,
                            n,
                            bias,
                            lower,
                            got,
                            lanes,
                            8 * channels,
                            got,
                            30 * channels);
            ScalarLanes.TILE.run(
                    m, lanes, 3 * channels, channels, n, bias, lower, want, lanes, 8 * channels, want, 30 * channels);
            assertArrayEquals(want, got);
        }
    }

    @Test
    void theGradientGoesToTheFirstOfEqualMaximaAndNowhereFromBelowZero() {
        float[] x = new float[4 * 8 * 2];
        int row = 4 * 8;
        x[0] = 3;
        x[8] = 3;
        x[row] = 3;
        x[16] = -1;
        x[24] = -2;
        x[row + 16] = -3;
        x[row + 24] = -4;
        float[] y = new float[16];
        float[] dx = new float[64];
        float[] sums = new float[8];
        LaneKernels kernels = new LaneKernels8();
        kernels.pool().run(x, 0, row, y, 0, 2);
        assertEquals(3, y[0]);
        assertEquals(0, y[8]);
        float[] dy = new float[16];
        dy[0] = 5;
        dy[8] = 7;
        kernels.poolGradient().run(x, 0, row, y, 0, dy, 0, dx, 0, row, 2, sums, 0);
        float[] want = new float[64];
        want[0] = 5;
        assertArrayEquals(want, dx);
        assertEquals(5, sums[0]);
    }
}
