/*
 * Products on any device: both operands in local memory, a chunk of terms at a time; the next chunk is fetched while one is multiplied. Each sum goes by
 * its terms in order, whatever the tile. Macros given at build (Tile.java):
 *   BLOCK, WIDTH            rows and lanes that a group computes at once
 *   CHUNK                   terms at a time
 *   ROWS_EACH, LANES_EACH   rows and lanes of an item
 *   ITEMS                   items of a group: BLOCK / ROWS_EACH * WIDTH / LANES_EACH, a multiple of BLOCK, WIDTH and CHUNK
 *   WARPS                   defined if 32 items multiply together by an instruction of NVIDIA's tensor cores, mma.sync: 16 rows by 8 lanes at once, of 8 terms in
 *                           tf32, or of 16 in bfloat16 if NARROW is 16
 *   EMULATED                defined if what that instruction does is to be computed without it
 */
#ifdef WARPS
// Source: PTX ISA, "Warp level matrix multiply-accumulate instructions", fragments of mma.m16n8k8 and mma.m16n8k16. An item of a warp is in row ITEM_ROW of
// eight and column ITEM_COLUMN of four. Two terms of bfloat16 lie in one word, the first one in its lower half.
#define ITEM_ROW (ITEM % 32 / 4)
#define ITEM_COLUMN (ITEM % 4)
#define WARP_ROWS (ROWS_EACH * 8)
#define WARP_LANES (LANES_EACH * 4)
#define ROW_OF(i) (ITEM / 32 / (WIDTH / WARP_LANES) * WARP_ROWS + (i) / 2 * 16 + ITEM_ROW + (i) % 2 * 8)
#define LANE_OF(j) (ITEM / 32 % (WIDTH / WARP_LANES) * WARP_LANES + (j) / 2 * 8 + ITEM_COLUMN * 2 + (j) % 2)
#if defined(NARROW) && NARROW == 16
#define WORDS (CHUNK / 2)
#define MMA "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"
#define PUT(memory, k, at, value) ((__local ushort *)&memory[(k) / 2][at])[(k) % 2] = (ushort)(as_uint(value) >> 16)
#define TERMS_AT_ONCE 16
#define VALUE_OF(word, k) as_float((k) % 2 ? (word) & 0xffff0000u : (word) << 16)
#define COLUMN_OF(k) ((k) % 8 / 2)
#else
#define WORDS CHUNK
#define MMA "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"
#define PUT(memory, k, at, value) memory[k][at] = as_uint(value)
#define TERMS_AT_ONCE 8
#define VALUE_OF(word, k) as_float(word)
#define COLUMN_OF(k) ((k) % 4)
#endif
#ifdef EMULATED
/* Words of all items, from which each computes its four results. */
#define MULTIPLY(c0, c1, c2, c3, a, b) multiply(&c0, &c1, &c2, &c3, a, b, words)
void multiply(T *c0, T *c1, T *c2, T *c3, const uint *a, const uint *b, __local uint *words) {
    for (int i = 0; i < 4; i++) words[ITEM * 6 + i] = a[i];
    for (int i = 0; i < 2; i++) words[ITEM * 6 + 4 + i] = b[i];
    barrier(CLK_LOCAL_MEM_FENCE);
    const int warp = ITEM / 32 * 32;
    T c[4] = {*c0, *c1, *c2, *c3};
    for (int e = 0; e < 4; e++) {
        const int row = ITEM_ROW + e / 2 * 8, lane = ITEM_COLUMN * 2 + e % 2;
        for (int k = 0; k < TERMS_AT_ONCE; k++) {
            const int upper = k / (TERMS_AT_ONCE / 2);
            const uint u = words[(warp + row % 8 * 4 + COLUMN_OF(k)) * 6 + row / 8 + 2 * upper];
            const uint v = words[(warp + lane * 4 + COLUMN_OF(k)) * 6 + 4 + upper];
            c[e] = fma(VALUE_OF(u, k), VALUE_OF(v, k), c[e]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    *c0 = c[0];
    *c1 = c[1];
    *c2 = c[2];
    *c3 = c[3];
}
#else
#define MULTIPLY(c0, c1, c2, c3, a, b) \
    asm volatile(MMA " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};" \
                 : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3) \
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]))
#endif
#else
#define ACROSS (WIDTH / LANES_EACH)
#define ROW_OF(i) (ITEM / ACROSS * ROWS_EACH + (i))
#define LANE_OF(j) (ITEM % ACROSS + (j) * ACROSS)
#define PUT(memory, k, at, value) memory[k][at] = value
#define T4 CAT(T, 4)
#endif

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void product(__global const T *restrict A,
        __global const T *restrict src_, __global T *restrict dst_, __global const T *restrict bias,
        __global const T *restrict scale, __global const T *restrict more, const Numbers n) {
#ifdef WARPS
    // Rows of memory begin 8 banks apart, so that the 32 words that a warp reads at once lie in different ones.
    __local uint left[WORDS][BLOCK + 8], right[WORDS][WIDTH + 8];
#ifdef EMULATED
    __local uint words[ITEMS * 6];
#endif
#else
    __local T left[CHUNK][BLOCK + 4] __attribute__((aligned(32)));
    __local T right[CHUNK][WIDTH];
#endif
    // Where the terms of a chunk are: shift in the source, place in a row of A (-1: there is no such term), shift of the position.
    __local int shifts[CHUNK], places[CHUNK], ds[CHUNK], hs[CHUNK], ws[CHUNK];
    const int volume = RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
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
                for (int i = 0; i < BLOCK * CHUNK / ITEMS; i++) PUT(left, lk + i * lkd, lm + i * lmd, a_next[i]);
                for (int i = 0; i < WIDTH * CHUNK / ITEMS; i++) PUT(right, rk + i * rkd, rl + i * rld, b_next[i]);
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
                    a_next[i] = place >= 0 && m < ROWS ? narrow(A[rows + m * A_ROW + place]) : (T)0;
                }
                for (int i = 0; i < WIDTH * CHUNK / ITEMS; i++) {
                    const int k = rk + i * rkd, l = mine + i * rld;
                    int in = places[k] >= 0 && l < LANES;
                    if (FLAGS & PADDED) {
                        const int pd = lane.d + ds[k], ph = lane.h + hs[k], pw = lane.w + ws[k];
                        in = in && pd >= 0 && pd < BOUND(0) && ph >= 0 && ph < BOUND(1) && pw >= 0 && pw < BOUND(2);
                    }
                    b_next[i] = in ? narrow(src[lane.src + i * rld * SRC_STRIDE(2) + shifts[k]]) : (T)0;
                }
            }
            if (done >= 0) {
#ifdef WARPS
                for (int k = 0; k < CHUNK / TERMS_AT_ONCE; k++) {
                    uint a[ROWS_EACH / 2][4], b[LANES_EACH / 2][2];
                    const int word = k * 8 + ITEM_COLUMN;
                    for (int i = 0; i < ROWS_EACH / 2; i++)
                        for (int e = 0; e < 4; e++) a[i][e] = left[word + e / 2 * 4][ROW_OF(2 * i + e % 2)];
                    for (int j = 0; j < LANES_EACH / 2; j++)
                        for (int e = 0; e < 2; e++) b[j][e] = right[word + e * 4][LANE_OF(2 * j) - ITEM_COLUMN * 2 + ITEM_ROW];
                    for (int i = 0; i < ROWS_EACH; i += 2)
                        for (int j = 0; j < LANES_EACH; j += 2)
                            MULTIPLY(c[i][j], c[i][j + 1], c[i + 1][j], c[i + 1][j + 1], a[i / 2], b[j / 2]);
                }
#else
                for (int k = 0; k < CHUNK; k++) {
                    T a[ROWS_EACH], b[LANES_EACH];
#if ROWS_EACH % 4 == 0
                    for (int i = 0; i < ROWS_EACH; i += 4) {
                        const T4 v = *(__local const T4 *)&left[k][ROW_OF(i)];
                        a[i] = v.s0;
                        a[i + 1] = v.s1;
                        a[i + 2] = v.s2;
                        a[i + 3] = v.s3;
                    }
#else
                    for (int i = 0; i < ROWS_EACH; i++) a[i] = left[k][ROW_OF(i)];
#endif
                    for (int j = 0; j < LANES_EACH; j++) b[j] = right[k][LANE_OF(j)];
                    for (int i = 0; i < ROWS_EACH; i++)
                        for (int j = 0; j < LANES_EACH; j++) c[i][j] = fma(a[i], b[j], c[i][j]);
                }
#endif
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        __global T *dst = dst_ + DST_START + group * DST_GROUP + split * DST_SPLIT;
        __global const T *sum = more + DST_START + group * DST_GROUP;
        for (int j = 0; j < LANES_EACH; j++) {
            const int l = tile * WIDTH + LANE_OF(j);
            const Lane to = lane_of(&n, min(l, LANES - 1));
            for (int i = 0; i < ROWS_EACH; i++) {
                const int m = block * BLOCK + ROW_OF(i);
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
