/*
 * Products on any device: both operands in local memory, a chunk of terms at a time; the next chunk is fetched while one is multiplied. Each sum goes by
 * its terms in order, whatever the tile. Macros given at build (Tile.java):
 *   BLOCK, WIDTH            rows and lanes that a group computes at once
 *   CHUNK                   terms at a time
 *   ROWS_EACH, LANES_EACH   rows and lanes of an item
 *   ITEMS                   items of a group: BLOCK / ROWS_EACH * WIDTH / LANES_EACH, a multiple of BLOCK, WIDTH and CHUNK
 */
#define ACROSS (WIDTH / LANES_EACH)
#define T4 CAT(T, 4)

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void product(__global const T *restrict A,
        __global const T *restrict src_, __global T *restrict dst_, __global const T *restrict bias,
        __global const T *restrict scale, __global const T *restrict more, const Numbers n) {
    __local T left[CHUNK][BLOCK + 4] __attribute__((aligned(32)));
    __local T right[CHUNK][WIDTH];
    // Where the terms of a chunk are: shift in the source, place in a row of A (-1: there is no such term), shift of the position.
    __local int shifts[CHUNK], places[CHUNK], ds[CHUNK], hs[CHUNK], ws[CHUNK];
    const int volume = RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
    const int x = ITEM % ACROSS, y = ITEM / ACROSS;
    // What an item fetches: terms k + i dk of row m + i dm, and of lane l + i dl. Neighbours fetch what lies side by side.
    const int columns = A_ROW == 1 && A_RED != 1;
    const int lk = columns ? ITEM / BLOCK : ITEM % CHUNK, lkd = columns ? ITEMS / BLOCK : 0;
    const int lm = columns ? ITEM % BLOCK : ITEM / CHUNK, lmd = columns ? 0 : ITEMS / CHUNK;
    const int along = FLAGS & ALONG_TERMS;
    const int rk = along ? ITEM % CHUNK : ITEM / WIDTH, rkd = along ? 0 : ITEMS / WIDTH;
    const int rl = along ? ITEM / CHUNK : ITEM % WIDTH, rld = along ? ITEMS / CHUNK : 0;
    for (int job = GROUP; job < jobs; job += GROUPS) {
        const int tile = job % TILES, block = job / TILES % BLOCKS, group = job / TILES / BLOCKS % GROUP_COUNT;
        const int split = job / TILES / BLOCKS / GROUP_COUNT;
        const int rows = A_START + group * A_GROUP;
        __global const T *src = src_ + group * SRC_GROUP;
        const int mine = tile * WIDTH + rl;
        const Lane lane = lane_of(&n, min(mine, LANES - 1));
        const int from = split * PER_SPLIT, end = min(from + PER_SPLIT, RED_OUTER);
        const int terms = (end - from) * volume;
        T c[ROWS_EACH][LANES_EACH], a_next[BLOCK * CHUNK / ITEMS], b_next[WIDTH * CHUNK / ITEMS];
        for (int i = 0; i < ROWS_EACH; i++)
            for (int j = 0; j < LANES_EACH; j++) c[i][j] = 0;
        for (int done = terms > 0 ? -CHUNK : 0; done < terms; done += CHUNK) {
            if (done >= 0) {
                for (int i = 0; i < BLOCK * CHUNK / ITEMS; i++) left[lk + i * lkd][lm + i * lmd] = a_next[i];
                for (int i = 0; i < WIDTH * CHUNK / ITEMS; i++) right[rk + i * rkd][rl + i * rld] = b_next[i];
            }
            if (ITEM < CHUNK) {
                const int r = done + CHUNK + ITEM, o = from + r / volume, t = r % volume;
                const int d = t / (RED_SIZE(2) * RED_SIZE(1)), h = t / RED_SIZE(2) % RED_SIZE(1), w = t % RED_SIZE(2);
                ds[ITEM] = d * RED_STEP(0);
                hs[ITEM] = h * RED_STEP(1);
                ws[ITEM] = w * RED_STEP(2);
                shifts[ITEM] = o * SRC_RED + ds[ITEM] * SRC_STRIDE(0) + hs[ITEM] * SRC_STRIDE(1) + ws[ITEM] * SRC_STRIDE(2);
                places[ITEM] = r < terms ? o * A_RED + d * A_STRIDE(0) + h * A_STRIDE(1) + w * A_STRIDE(2) : -1;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (done + CHUNK < terms) {
                for (int i = 0; i < BLOCK * CHUNK / ITEMS; i++) {
                    const int k = lk + i * lkd, m = block * BLOCK + lm + i * lmd, place = places[k];
                    a_next[i] = place >= 0 && m < ROWS ? A[rows + m * A_ROW + place] : (T)0;
                }
                for (int i = 0; i < WIDTH * CHUNK / ITEMS; i++) {
                    const int k = rk + i * rkd, l = mine + i * rld;
                    int in = places[k] >= 0 && l < LANES;
                    if (FLAGS & PADDED) {
                        const int pd = lane.d + ds[k], ph = lane.h + hs[k], pw = lane.w + ws[k];
                        in = in && pd >= 0 && pd < BOUND(0) && ph >= 0 && ph < BOUND(1) && pw >= 0 && pw < BOUND(2);
                    }
                    b_next[i] = in ? src[lane.src + i * rld * SRC_STRIDE(2) + shifts[k]] : (T)0;
                }
            }
            if (done >= 0) {
                for (int k = 0; k < CHUNK; k++) {
                    T a[ROWS_EACH], b[LANES_EACH];
#if ROWS_EACH % 4 == 0
                    for (int i = 0; i < ROWS_EACH; i += 4) {
                        const T4 v = *(__local const T4 *)&left[k][y * ROWS_EACH + i];
                        a[i] = v.s0;
                        a[i + 1] = v.s1;
                        a[i + 2] = v.s2;
                        a[i + 3] = v.s3;
                    }
#else
                    for (int i = 0; i < ROWS_EACH; i++) a[i] = left[k][y * ROWS_EACH + i];
#endif
                    for (int j = 0; j < LANES_EACH; j++) b[j] = right[k][x + j * ACROSS];
                    for (int i = 0; i < ROWS_EACH; i++)
                        for (int j = 0; j < LANES_EACH; j++) c[i][j] = fma(a[i], b[j], c[i][j]);
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        __global T *dst = dst_ + DST_START + group * DST_GROUP + split * DST_SPLIT;
        __global const T *sum = more + DST_START + group * DST_GROUP;
        for (int j = 0; j < LANES_EACH; j++) {
            const int l = tile * WIDTH + x + j * ACROSS;
            const Lane to = lane_of(&n, min(l, LANES - 1));
            for (int i = 0; i < ROWS_EACH; i++) {
                const int m = block * BLOCK + y * ROWS_EACH + i;
                if (l < LANES && m < ROWS) {
                    const int at = m * DST_ROW + to.dst, channel = group * BIAS_GROUP + m;
                    T v = c[i][j];
                    if ((FLAGS & PADDED) && v != v) v = exact(A, src, &n, to, rows + m * A_ROW, from, end);
                    if (FLAGS & SCALE_BY_ROW) v *= scale[channel];
                    if (FLAGS & BIAS_BY_ROW) v += bias[channel];
                    if (FLAGS & BIAS_BY_LANE) v += bias[l];
                    if (FLAGS & ADD) v += sum[at];
                    dst[at] = FLAGS & RELU ? f_relu(v) : v;
                }
            }
        }
    }
}
