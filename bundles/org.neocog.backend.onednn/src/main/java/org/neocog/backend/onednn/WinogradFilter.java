package org.neocog.backend.onednn;

import java.util.Arrays;

/**
 * Winograd's transform of filters of 3 x 3: G g G^T of every pair of channels, as 16 planes {@code [filters][channels]}. One task per filter. Each
 * loop is over channels, so that Java makes vectors of it. In float32: in double, rounded once, results were 2 to 6 % nearer, either being nearer than a direct sum's.
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
    private final Room[] rooms;

    /** What one thread computes in: taps of all channels as they lie, then by tap, of a row of G times these, and a point. */
    private static final class Room {
        final float[] all;
        final float[][] taps;
        final float[][] columns;
        final float[] point;

        Room(int channels) {
            all = new float[channels * TAPS];
            taps = new float[TAPS][channels];
            columns = new float[3][channels];
            point = new float[channels];
        }
    }

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
        rooms = new Room[team.threads()];
        Arrays.setAll(rooms, worker -> new Room(channels));
    }

    @Override
    public void run(int index, int worker) {
        Room room = rooms[worker];
        Raw.load(filter.address() + 4L * index * room.all.length, room.all, 0, room.all.length);
        for (int tap = 0; tap < TAPS; tap++) {
            spread(room.all, tap, room.taps[tap]);
        }
        for (int i = 0; i < SIDE; i++) {
            for (int k = 0; k < 3; k++) {
                combine(i, room.taps[k], room.taps[3 + k], room.taps[6 + k], room.columns[k]);
            }
            for (int j = 0; j < SIDE; j++) {
                combine(j, room.columns[0], room.columns[1], room.columns[2], room.point);
                long row = (long) (SIDE * place(i) + place(j)) * filters + index;
                Raw.store(room.point, 0, transformed.address() + 4 * row * channels, channels);
            }
        }
    }

    private int place(int row) {
        return turned && row % 3 == 0 ? 3 - row : row;
    }

    /** One tap of every channel. */
    private static void spread(float[] all, int tap, float[] into) {
        for (int c = 0; c < into.length; c++) {
            into[c] = all[c * TAPS + tap];
        }
    }

    /** Rows of G: (1, 0, 0), (1/2, 1/2, 1/2), (1/2, -1/2, 1/2), (0, 0, 1). */
    private static void combine(int row, float[] first, float[] second, float[] third, float[] into) {
        switch (row) {
            case 0 -> System.arraycopy(first, 0, into, 0, into.length);
            case 1 -> halfSum(first, second, third, into);
            case 2 -> halfDifference(first, second, third, into);
            default -> System.arraycopy(third, 0, into, 0, into.length);
        }
    }

    private static void halfSum(float[] first, float[] second, float[] third, float[] into) {
        for (int c = 0; c < into.length; c++) {
            into[c] = (first[c] + third[c] + second[c]) / 2;
        }
    }

    private static void halfDifference(float[] first, float[] second, float[] third, float[] into) {
        for (int c = 0; c < into.length; c++) {
            into[c] = (first[c] + third[c] - second[c]) / 2;
        }
    }
}
