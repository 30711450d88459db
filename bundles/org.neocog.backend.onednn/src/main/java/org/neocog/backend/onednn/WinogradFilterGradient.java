package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gradient of a filter of 3 x 3 that multiplies 16 times for 4 pixels instead of 36 times: patches of 4 x 4 pixels of the input and tiles of 2 x 2
 * gradients by the output are transformed, the library sums their products over the tiles, point by point a product of matrices, and the sums are
 * transformed to 3 x 3. Each thread sums over a part of the batch that is always the same, so that a number of threads always gives the same bits.
 *
 * <p>When a result is not finite, the whole is computed again by other commands, as in {@link WinogradConvolution}.
 *
 * <p>Source: A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", 2016, §4.1: F(3x3, 2x2), which has the points of F(2x2, 3x3).
 */
final class WinogradFilterGradient extends Command implements Team.Task {
    private static final int POINTS = WinogradFilter.POINTS;
    private static final int SIDE = 4;
    private static final int TAPS = 9;

    /** Row of points whose sum over tiles is a quarter of the sum of all gradients: (1/2, 1/2) of rows and of columns. */
    private static final int MEANS = SIDE + 1;

    /**
     * What one thread needs.
     *
     * @param first the product of its first block
     * @param next the same, added to what is there
     * @param patches {@code [16, tiles, in]}
     * @param gradients {@code [16, tiles, out]}
     * @param sums {@code [16, out, in]}
     */
    record Part(PrimitiveCommand first, PrimitiveCommand next, Buffer patches, Buffer gradients, Buffer sums) {}

    private final Team team;
    private final Natives natives;
    private final WinogradPatches patches;
    private final LaneChoice<LaneKernels.PatchBody> spreads;
    private final Operand dy;
    private final Operand dw;
    private final @Nullable Operand bias;
    private final WinogradTiling tiling;
    private final int in;
    private final int out;
    private final Runnable single;
    private final Team.Task back = this::transformBack;
    private final List<Part> parts = new ArrayList<>();
    private final List<Command> exact;
    private final float[][] biases;
    private final long work;
    private LaneKernels.PatchBody spread;
    private volatile boolean suspicious;

    /**
     * @param patches of the input
     * @param dy {@code [n, out, h, w]}, channels last
     * @param dw {@code [out, in, 3, 3]}, row-major
     * @param bias {@code [out]}, to be computed along with it, or null
     * @param exact what computes the same another way
     */
    WinogradFilterGradient(
            Lowering to,
            LaneRuntime runtime,
            WinogradPatches patches,
            Operand x,
            Operand dy,
            Operand dw,
            @Nullable Operand bias,
            WinogradTiling tiling,
            List<Command> exact) {
        team = to.team();
        natives = to.natives();
        this.patches = patches;
        this.dy = dy;
        this.dw = dw;
        this.bias = bias;
        this.tiling = tiling;
        this.exact = exact;
        out = dw.shape().intDim(0);
        in = dw.shape().intDim(1);
        single = OneDnnLibrary.threads(1);
        spreads = runtime.warmUp().spread(runtime.kernels());
        spread = spreads.now();
        biases = new float[team.threads()][out];
        work = (long) tiling.tiles() / team.threads() * POINTS * in * out / 64;
        uses(x.buffer());
        uses(dy.buffer());
        uses(dw.buffer());
        if (bias != null) {
            uses(bias.buffer());
        }
        exact.forEach(command -> command.buffers().forEach(this::uses));
        int gradients = (SIDE + POINTS) * tiling.chunk() * out;
        to.countHeap(team.reserve(Math.max(Math.max(patches.room(), gradients), (POINTS + 2 * TAPS) * in)));
    }

    void add(Part part) {
        parts.add(part);
        part.first.buffers().forEach(this::uses);
        part.next.buffers().forEach(this::uses);
        uses(part.patches);
        uses(part.gradients);
        uses(part.sums);
        describe("winograd:" + part.first.kernel());
    }

    @Override
    void bind() {
        for (Part part : parts) {
            part.first.bind();
            part.next.bind();
        }
        exact.forEach(Command::bind);
    }

    @Override
    boolean isReady() {
        return patches.isReady() && !spreads.isSlow(spreads.now());
    }

    @Override
    void run() {
        patches.choose();
        spread = spreads.now();
        suspicious = false;
        team.forEach(parts.size(), work, this);
        team.forEach(out, (long) POINTS * in * parts.size() / 4, back);
        natives.enter();
        if (bias != null) {
            storeBias(bias);
        }
        if (suspicious) {
            for (int i = 0; i < exact.size(); i++) {
                exact.get(i).run();
            }
        }
    }

    /** Sums over one part of the batch. */
    @Override
    public void run(int index, int worker) {
        single.run();
        Part part = parts.get(index);
        float[] room = team.room(worker);
        Arrays.fill(biases[index], 0);
        int blocks = tiling.blocks();
        int block = blocks * index / parts.size();
        int after = blocks * (index + 1) / parts.size();
        for (boolean begun = false; block < after || !begun; block++) {
            int first = block * tiling.tilesPerBlock();
            int end = block < after ? Math.min(first + tiling.tilesPerBlock(), tiling.tiles()) : first;
            for (int tileNumber = first, n; tileNumber < end; tileNumber += n) {
                n = tiling.chunk(tileNumber, end);
                patches.transform(tileNumber, n, tileNumber - first, part.patches, room);
            }
            for (int tileNumber = first, n; tileNumber < end; tileNumber += n) {
                n = tiling.chunk(tileNumber, end);
                transform(tileNumber, n, tileNumber - first, part.gradients, room, biases[index]);
            }
            clear(part, end - first);
            (begun ? part.next : part.first).run();
            begun = true;
        }
    }

    /** Zero where a block has fewer tiles than others. */
    private void clear(Part part, int tiles) {
        int missing = tiling.tilesPerBlock() - tiles;
        for (int e = 0; missing > 0 && e < POINTS; e++) {
            long row = (long) e * tiling.tilesPerBlock() + tiles;
            Raw.zero(part.patches.address() + 4 * row * in, 4L * missing * in);
            Raw.zero(part.gradients.address() + 4 * row * out, 4L * missing * out);
        }
    }

    /** Transforms the gradients of {@code n} tiles of a row, which come at this place of their block. */
    private void transform(int tileNumber, int n, int place, Buffer into, float[] room, float[] sum) {
        int row = tileNumber / tiling.columns();
        int column = tileNumber % tiling.columns();
        int height = dy.shape().intDim(2);
        int width = dy.shape().intDim(3);
        int top = 2 * (row % tiling.rows());
        int length = 2 * n * out;
        int there = Math.min(2 * n, width - 2 * column) * out;
        long pixel = ((long) (row / tiling.rows()) * height + top) * width + 2L * column;
        for (int h = 0; h < 2; h++) {
            int loaded = top + h < height ? there : 0;
            if (loaded > 0) {
                long from = 4 * (pixel + (long) h * width) * out;
                Raw.load(dy.buffer().address() + from, room, h * length, loaded);
            }
            Arrays.fill(room, h * length + loaded, (h + 1) * length, 0);
        }
        int plane = n * out;
        int to = 2 * length;
        spread.run(room, 0, length, out, n, room, to, plane);
        for (int e = 0; e < POINTS; e++) {
            long tile = (long) e * tiling.tilesPerBlock() + place;
            Raw.store(room, to + e * plane, into.address() + 4 * tile * out, plane);
        }
        if (bias != null) {
            for (int i = 0; i < n; i++) {
                accumulate(room, to + MEANS * plane + i * out, sum, out);
            }
        }
    }

    private static void accumulate(float[] from, int at, float[] sum, int n) {
        for (int c = 0; c < n; c++) {
            sum[c] += from[at + c];
        }
    }

    private void storeBias(Operand target) {
        for (int c = 0; c < out; c++) {
            double sum = 0;
            for (int i = 0; i < biases.length; i++) {
                sum += biases[i][c];
            }
            Raw.putFloat(target.buffer().address() + 4L * c, (float) (4 * sum));
        }
    }

    // ---- the sums

    /** Makes one filter's gradient of the sums of all threads. */
    private void transformBack(int filter, int worker) {
        float[] room = team.room(worker);
        int more = POINTS * in;
        for (int e = 0; e < POINTS; e++) {
            long row = ((long) e * out + filter) * in;
            Raw.load(parts.get(0).sums.address() + 4 * row, room, e * in, in);
            for (int i = 1; i < parts.size(); i++) {
                Raw.load(parts.get(i).sums.address() + 4 * row, room, more, in);
                addTo(room, e * in, more, in);
            }
        }
        // Rows of A^T: (1, 1, 1, 0), (0, 1, -1, 0), (0, 1, 1, -1). Columns first, in place of the points.
        for (int i = 0; i < SIDE; i++) {
            combine(room, i * SIDE * in, in);
        }
        int taps = more;
        for (int j = 0; j < 3; j++) {
            combineTo(room, j * in, SIDE * in, taps + j * in, 3 * in, in);
        }
        int gradient = taps + TAPS * in;
        float check = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            check += interleave(room, taps + tap * in, gradient + tap, in);
        }
        if (check != 0) {
            suspicious = true;
        }
        Raw.store(room, gradient, dw.buffer().address() + 4L * filter * TAPS * in, TAPS * in);
    }

    private static void addTo(float[] room, int at, int other, int n) {
        for (int c = 0; c < n; c++) {
            room[at + c] += room[other + c];
        }
    }

    /** Of four rows that follow each other makes three, in place of the first. */
    private static void combine(float[] room, int at, int n) {
        for (int c = at; c < at + n; c++) {
            float m0 = room[c];
            float m1 = room[c + n];
            float m2 = room[c + 2 * n];
            float m3 = room[c + 3 * n];
            float sum = m1 + m2;
            room[c] = m0 + sum;
            room[c + n] = m1 - m2;
            room[c + 2 * n] = sum - m3;
        }
    }

    /** The same of rows {@code step} apart, to rows {@code apart} apart. */
    private static void combineTo(float[] room, int at, int step, int to, int apart, int n) {
        for (int c = 0; c < n; c++) {
            float m0 = room[at + c];
            float m1 = room[at + step + c];
            float m2 = room[at + 2 * step + c];
            float m3 = room[at + 3 * step + c];
            float sum = m1 + m2;
            room[to + c] = m0 + sum;
            room[to + apart + c] = m1 - m2;
            room[to + 2 * apart + c] = sum - m3;
        }
    }

    /** One tap of every channel to where it belongs; returns 0 if all are finite, else NaN. */
    private static float interleave(float[] room, int at, int to, int n) {
        float check = 0;
        for (int c = 0; c < n; c++) {
            float number = room[at + c];
            room[to + c * TAPS] = number;
            check += number * 0;
        }
        return check;
    }
}
