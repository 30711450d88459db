package org.neocog.backend.onednn;

import java.util.List;

/** The same kernels in plain Java: they compute while the fast ones are not compiled yet, and say what these must give. */
final class ScalarLanes {
    private ScalarLanes() {}

    static LaneKernels.Convolution convolution(LaneKernels.Convolution like, int lanes) {
        int outs = like.outs();
        int columns = like.columns();
        return new LaneKernels.Convolution(
                outs,
                columns,
                (x, from, taps, start, end, w, filter, bias, channel, y, to, plane) -> convolve(
                        outs, columns * lanes, x, from, taps, start, end, w, filter, bias, channel, y, to, plane));
    }

    private static void convolve(
            int outs,
            int length,
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        for (int i = 0; i < outs; i++) {
            int at = to + i * plane;
            java.util.Arrays.fill(y, at, at + length, bias[channel + i]);
            for (int t = start; t < end; t++) {
                addProduct(x, from + taps[t], w[filter + (t - start) * outs + i], y, at, length);
            }
        }
    }

    /** {@code y += x w}, rounded once. */
    private static void addProduct(float[] x, int from, float w, float[] y, int to, int n) {
        for (int i = 0; i < n; i++) {
            y[to + i] = Math.fma(x[from + i], w, y[to + i]);
        }
    }

    /** {@code y += x z}, rounded once. */
    private static void addProducts(float[] x, int from, float[] z, int with, float[] y, int to, int n) {
        for (int i = 0; i < n; i++) {
            y[to + i] = Math.fma(x[from + i], z[with + i], y[to + i]);
        }
    }

    static LaneKernels.Filter filter(LaneKernels.Filter like, int lanes) {
        int outs = like.outs();
        int columns = like.columns();
        return new LaneKernels.Filter(outs, columns, (x, from, pixels, start, end, dy, gradient, plane, sums, to) -> {
            for (int t = start; t < end; t++) {
                int at = from + pixels[t];
                int g = gradient + (t - start) * lanes;
                for (int i = 0; i < outs * columns; i++) {
                    int d = g + i / columns * plane;
                    addProducts(x, at + i % columns * lanes, dy, d, sums, to + i * lanes, lanes);
                }
            }
        });
    }

    static LaneKernels.Rows rows(LaneKernels.Rows like, int lanes) {
        int columns = like.columns();
        int kernel = like.kernel();
        return new LaneKernels.Rows(columns, kernel, (dy, from, taps, start, end, w, filter, dx, to) -> {
            java.util.Arrays.fill(dx, to, to + (columns + kernel - 1) * lanes, 0);
            for (int t = start; t < end; t++) {
                for (int j = kernel - 1; j >= 0; j--) {
                    float tap = w[filter + (t - start) * kernel + j];
                    addProduct(dy, from + taps[t], tap, dx, to + j * lanes, columns * lanes);
                }
            }
        });
    }

    static LaneKernels.PoolBody pool(int lanes) {
        return (x, from, row, y, to, n) -> {
            for (int i = 0; i < n * lanes; i++) {
                int at = from + i + i / lanes * lanes;
                float max = Math.max(Math.max(x[at], x[at + lanes]), Math.max(x[at + row], x[at + row + lanes]));
                y[to + i] = max < 0 ? 0 : max;
            }
        };
    }

    static LaneKernels.PoolGradientBody poolGradient(int lanes) {
        return (x, from, row, y, max, dy, gradient, dx, to, targetRow, n, sums, sum) -> {
            for (int i = 0; i < n * lanes; i++) {
                int at = from + i + i / lanes * lanes;
                int target = to + i + i / lanes * lanes;
                float greatest = y[max + i];
                float g = greatest > 0 ? dy[gradient + i] : 0;
                sums[sum + i % lanes] += g;
                boolean a = x[at] == greatest;
                boolean b = !a && x[at + lanes] == greatest;
                boolean c = !a && !b && x[at + row] == greatest;
                dx[target] = a ? g : 0;
                dx[target + lanes] = b ? g : 0;
                dx[target + targetRow] = c ? g : 0;
                dx[target + targetRow + lanes] = a || b || c ? 0 : g;
            }
        };
    }

    static final LaneKernels.ClaimBody CLAIM = (x, at, greatest, left, window, sum, n) -> {
        for (int c = 0; c < n; c++) {
            boolean equal = x[at + c] == greatest[window + c];
            sum[at + c] += equal ? left[window + c] : 0;
            left[window + c] = equal ? 0 : left[window + c];
        }
    };

    static final LaneKernels.PatchBody PATCH = (x, from, row, channels, n, v, to, plane) -> {
        for (int i = 0; i < n * channels; i++) {
            int at = from + i + i / channels * channels;
            for (int h = 0; h < 4; h++) {
                // row h of B^T d: the difference, or sum, of two rows
                int a = at + (h == 0 ? 0 : h == 2 ? 2 : 1) * row;
                int b = at + (h == 3 ? 3 : h == 2 ? 1 : 2) * row;
                float sign = h == 1 ? 1 : -1;
                float t0 = x[a] + sign * x[b];
                float t1 = x[a + channels] + sign * x[b + channels];
                float t2 = x[a + 2 * channels] + sign * x[b + 2 * channels];
                float t3 = x[a + 3 * channels] + sign * x[b + 3 * channels];
                int target = to + i + 4 * h * plane;
                v[target] = t0 - t2;
                v[target + plane] = t1 + t2;
                v[target + 2 * plane] = t2 - t1;
                v[target + 3 * plane] = t1 - t3;
            }
        }
    };

    static final LaneKernels.PatchBody SPREAD = (x, from, row, channels, n, v, to, plane) -> {
        for (int i = 0; i < n * channels; i++) {
            int at = from + i + i / channels * channels;
            for (int h = 0; h < 4; h++) {
                float left = half(x[at], x[at + row], h);
                float right = half(x[at + channels], x[at + row + channels], h);
                for (int w = 0; w < 4; w++) {
                    v[to + i + (4 * h + w) * plane] = half(left, right, w);
                }
            }
        }
    };

    /** Row {@code h} of G (a, b). */
    private static float half(float a, float b, int h) {
        return switch (h) {
            case 0 -> a;
            case 1 -> (a + b) * 0.5f;
            case 2 -> (a - b) * 0.5f;
            default -> b;
        };
    }

    static final LaneKernels.TileBody TILE = (m, from, plane, channels, n, bias, lower, y, to, row, check, first) -> {
        for (int i = 0; i < n * channels; i++) {
            int c = i % channels;
            int target = to + i + i / channels * channels;
            for (int h = 0; h < 2; h++) {
                float s0 = column(m, from + i, plane, h);
                float s1 = column(m, from + i + plane, plane, h);
                float s2 = column(m, from + i + 2 * plane, plane, h);
                float s3 = column(m, from + i + 3 * plane, plane, h);
                for (int w = 0; w < 2; w++) {
                    float sum = w == 0 ? s0 + s1 + s2 : s1 - s2 - s3;
                    int place = target + h * row + w * channels;
                    check[first + c] = Math.fma(sum, 0f, check[first + c]);
                    float result = sum + bias[c] + y[place];
                    y[place] = result < lower ? lower : result;
                }
            }
        }
    };

    /** Row {@code h} of A^T m. */
    private static float column(float[] m, int at, int plane, int h) {
        return h == 0
                ? m[at] + m[at + 4 * plane] + m[at + 8 * plane]
                : m[at + 4 * plane] - m[at + 8 * plane] - m[at + 12 * plane];
    }

    /** All kernels in plain Java, with the tiles of others. */
    static LaneKernels like(LaneKernels fast) {
        int lanes = fast.lanes();
        return new LaneKernels(
                lanes,
                List.copyOf(fast.allConvolutions().stream()
                        .map(tile -> convolution(tile, lanes))
                        .toList()),
                List.copyOf(fast.allFilters().stream()
                        .map(tile -> filter(tile, lanes))
                        .toList()),
                List.copyOf(
                        fast.allRows().stream().map(tile -> rows(tile, lanes)).toList()),
                pool(lanes),
                poolGradient(lanes),
                CLAIM,
                PATCH,
                SPREAD,
                TILE);
    }
}
