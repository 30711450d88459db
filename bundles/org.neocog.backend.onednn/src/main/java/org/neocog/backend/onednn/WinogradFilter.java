package org.neocog.backend.onednn;

/**
 * Winograd's transform of filters of 3 x 3: G g G^T of every pair of channels, as 16 planes {@code [filters][channels]}. One task per filter. In double,
 * rounded once.
 */
final class WinogradFilter extends Kernel {
    /** Numbers that a transformed filter has. */
    static final int POINTS = 16;

    private static final int TAPS = 9;

    private final Buffer filter;
    private final Buffer transformed;
    private final int filters;
    private final int channels;
    private final float[][] taps;
    private final float[][] points;

    /** @param filter {@code [filters, channels, 3, 3]}, row-major */
    WinogradFilter(Team team, Operand filter, Buffer transformed) {
        super(team, filter.shape().dim(0), 30 * filter.shape().dim(1));
        this.filter = uses(filter.buffer());
        this.transformed = uses(transformed);
        filters = filter.shape().intDim(0);
        channels = filter.shape().intDim(1);
        taps = new float[team.threads()][channels * TAPS];
        points = new float[team.threads()][channels * POINTS];
    }

    @Override
    public void run(int index, int worker) {
        float[] g = taps[worker];
        float[] u = points[worker];
        Raw.load(filter.address() + 4L * index * g.length, g, 0, g.length);
        for (int c = 0; c < channels; c++) {
            transform(g, c * TAPS, u, c, channels);
        }
        for (int e = 0; e < POINTS; e++) {
            long plane = (long) e * filters + index;
            Raw.store(u, e * channels, transformed.address() + 4 * plane * channels, channels);
        }
    }

    /** Rows of G: (1, 0, 0), (1/2, 1/2, 1/2), (1/2, -1/2, 1/2), (0, 0, 1). */
    private static void transform(float[] g, int at, float[] u, int to, int plane) {
        for (int i = 0; i < 4; i++) {
            double t0 = combination(i, g[at], g[at + 3], g[at + 6]);
            double t1 = combination(i, g[at + 1], g[at + 4], g[at + 7]);
            double t2 = combination(i, g[at + 2], g[at + 5], g[at + 8]);
            for (int j = 0; j < 4; j++) {
                u[to + (4 * i + j) * plane] = (float) combination(j, t0, t1, t2);
            }
        }
    }

    private static double combination(int row, double a, double b, double c) {
        return switch (row) {
            case 0 -> a;
            case 1 -> (a + b + c) / 2;
            case 2 -> (a - b + c) / 2;
            default -> c;
        };
    }
}
