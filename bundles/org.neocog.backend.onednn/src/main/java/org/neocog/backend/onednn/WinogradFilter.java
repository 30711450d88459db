package org.neocog.backend.onednn;

/**
 * Winograd's transform of filters of 3 x 3: G g G^T of every pair of channels, as 16 planes {@code [filters][channels]}. One task per filter. In double,
 * rounded once. Each loop is over channels, so that Java makes vectors of it.
 */
final class WinogradFilter extends Kernel {
    /** Numbers that a transformed filter has. */
    static final int POINTS = 16;

    private static final int SIDE = 4;
    private static final int TAPS = 9;

    private final Buffer filter;
    private final Buffer transformed;
    private final int filters;
    private final int channels;
    private final boolean turned;
    private final float[][] taps;
    private final double[][] columns;
    private final float[][] points;

    /**
     * @param filter {@code [filters, channels, 3, 3]}, row-major
     * @param turned whether it is turned by 180 degrees before: that exchanges the first and the last row and column of what it becomes
     */
    WinogradFilter(Team team, Operand filter, Buffer transformed, boolean turned) {
        super(team, filter.shape().dim(0), 30 * filter.shape().dim(1));
        this.filter = uses(filter.buffer());
        this.transformed = uses(transformed);
        this.turned = turned;
        filters = filter.shape().intDim(0);
        channels = filter.shape().intDim(1);
        taps = new float[team.threads()][channels * TAPS];
        columns = new double[team.threads()][(3 + TAPS) * channels];
        points = new float[team.threads()][channels];
    }

    @Override
    public void run(int index, int worker) {
        float[] g = taps[worker];
        double[] t = columns[worker];
        float[] u = points[worker];
        Raw.load(filter.address() + 4L * index * g.length, g, 0, g.length);
        for (int tap = 0; tap < TAPS; tap++) {
            int transposed = tap % 3 * 3 + tap / 3;
            spread(g, tap, t, (3 + transposed) * channels, channels);
        }
        for (int i = 0; i < SIDE; i++) {
            for (int column = 0; column < 3; column++) {
                combine(i, t, (3 + 3 * column) * channels, t, column * channels, channels);
            }
            for (int j = 0; j < SIDE; j++) {
                combine(j, t, u, channels);
                int point = SIDE * place(i) + place(j);
                long plane = (long) point * filters + index;
                Raw.store(u, 0, transformed.address() + 4 * plane * channels, channels);
            }
        }
    }

    private int place(int row) {
        return turned && row % 3 == 0 ? 3 - row : row;
    }

    /** One tap of every channel. */
    private static void spread(float[] g, int tap, double[] into, int at, int channels) {
        for (int c = 0; c < channels; c++) {
            into[at + c] = g[c * TAPS + tap];
        }
    }

    /** Rows of G: (1, 0, 0), (1/2, 1/2, 1/2), (1/2, -1/2, 1/2), (0, 0, 1). */
    private static void combine(int row, double[] from, int at, double[] into, int to, int channels) {
        int second = at + channels;
        int third = second + channels;
        switch (row) {
            case 0 -> System.arraycopy(from, at, into, to, channels);
            case 1 -> {
                for (int c = 0; c < channels; c++) {
                    into[to + c] = (from[at + c] + from[second + c] + from[third + c]) / 2;
                }
            }
            case 2 -> {
                for (int c = 0; c < channels; c++) {
                    into[to + c] = (from[at + c] - from[second + c] + from[third + c]) / 2;
                }
            }
            default -> System.arraycopy(from, third, into, to, channels);
        }
    }

    /** The same of what comes first in {@code from}, rounded. */
    private static void combine(int row, double[] from, float[] into, int channels) {
        int third = 2 * channels;
        switch (row) {
            case 0 -> {
                for (int c = 0; c < channels; c++) {
                    into[c] = (float) from[c];
                }
            }
            case 1 -> {
                for (int c = 0; c < channels; c++) {
                    into[c] = (float) ((from[c] + from[channels + c] + from[third + c]) / 2);
                }
            }
            case 2 -> {
                for (int c = 0; c < channels; c++) {
                    into[c] = (float) ((from[c] - from[channels + c] + from[third + c]) / 2);
                }
            }
            default -> {
                for (int c = 0; c < channels; c++) {
                    into[c] = (float) from[third + c];
                }
            }
        }
    }
}
