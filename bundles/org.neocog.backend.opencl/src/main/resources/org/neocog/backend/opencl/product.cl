/*
 * All products: convolution, its gradients by input and filter, and matrices. With rows m of A and lanes j of the source:
 *
 *   dst[m, j] = sum over r of A[m, r] src[place(j, r)]
 *
 * A lane and a reduction index are four numbers each: outer, d, h, w. They meet at position (lane L + red R + C) of each axis; positions outside
 * the source's bounds contribute nothing.
 */
#define ROWS n.v[0]
#define LANES n.v[1]
#define RED_OUTER n.v[2]
#define LANE_SIZE(a) n.v[3 + (a)]
#define RED_SIZE(a) n.v[6 + (a)]
#define BOUND(a) n.v[9 + (a)]
#define LANE_STEP(a) n.v[12 + (a)]
#define RED_STEP(a) n.v[15 + (a)]
#define START(a) n.v[18 + (a)]
#define SRC_LANE n.v[21]
#define SRC_RED n.v[22]
#define SRC_STRIDE(a) n.v[23 + (a)]
#define SRC_GROUP n.v[26]
#define A_ROW n.v[27]
#define A_RED n.v[28]
#define A_STRIDE(a) n.v[29 + (a)]
#define A_START n.v[32]
#define A_GROUP n.v[33]
#define DST_ROW n.v[34]
#define DST_LANE n.v[35]
#define DST_STRIDE(a) n.v[36 + (a)]
#define DST_START n.v[39]
#define DST_GROUP n.v[40]
#define TILES n.v[41]
#define BLOCKS n.v[42]
#define SPLITS n.v[44]
#define PER_SPLIT n.v[45]
#define DST_SPLIT n.v[46]
#define FLAGS n.v[47]
#define BIAS_GROUP n.v[48]
#define GROUP_COUNT n.v[49]
#define SRC_SIZE n.v[50]

// FLAGS
#define BIAS_BY_ROW 1
#define BIAS_BY_LANE 2
#define SCALE_BY_ROW 4
#define ADD 8
#define RELU 16
#define PADDED 32

/* Where a lane is: positions before the reduction's part, their place in the source, and the place of the result. */
typedef struct { int d, h, w, src, dst; } Lane;

Lane lane_of(const Numbers *p, int j) {
    const Numbers n = *p;
    const int w = j % LANE_SIZE(2), h = j / LANE_SIZE(2) % LANE_SIZE(1);
    const int rest = j / LANE_SIZE(2) / LANE_SIZE(1), d = rest % LANE_SIZE(0), outer = rest / LANE_SIZE(0);
    Lane lane;
    lane.d = d * LANE_STEP(0) + START(0);
    lane.h = h * LANE_STEP(1) + START(1);
    lane.w = w * LANE_STEP(2) + START(2);
    lane.src = outer * SRC_LANE + lane.d * SRC_STRIDE(0) + lane.h * SRC_STRIDE(1) + lane.w * SRC_STRIDE(2);
    lane.dst = outer * DST_LANE + d * DST_STRIDE(0) + h * DST_STRIDE(1) + w * DST_STRIDE(2);
    return lane;
}

/* The sum again, over what lies inside the source alone: for results that are not numbers, since 0 times infinity is none. */
T exact(__global const T *A, __global const T *src, const Numbers *p, Lane lane, int row, int from, int end) {
    const Numbers n = *p;
    T sum = 0;
    for (int o = from; o < end; o++)
        for (int d = 0; d < RED_SIZE(0); d++)
            for (int h = 0; h < RED_SIZE(1); h++)
                for (int w = 0; w < RED_SIZE(2); w++) {
                    const int a = lane.d + d * RED_STEP(0), b = lane.h + h * RED_STEP(1), c = lane.w + w * RED_STEP(2);
                    if (a >= 0 && a < BOUND(0) && b >= 0 && b < BOUND(1) && c >= 0 && c < BOUND(2)) {
                        const int at = lane.src + o * SRC_RED + d * RED_STEP(0) * SRC_STRIDE(0)
                                + h * RED_STEP(1) * SRC_STRIDE(1) + w * RED_STEP(2) * SRC_STRIDE(2);
                        sum += A[row + o * A_RED + d * A_STRIDE(0) + h * A_STRIDE(1) + w * A_STRIDE(2)] * src[at];
                    }
                }
    return sum;
}

#ifdef CPU
// ---- processors: 32 lanes as two vectors, blocks of 64 rows, 8 rows in registers, 256 terms packed at a time
#define WIDTH 32
#define BLOCK 64
#define CHUNK 256
#define B16 CAT(BITS, 16)

#define ROWS_OF_8(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define DECLARE(i) \
    __global const T *a##i = A + rows + min(m + i, last) * A_ROW; \
    T16 c##i = begun ? vload16(0, sums + (m - first + i) * WIDTH) : (T16)(0); \
    T16 d##i = begun ? vload16(1, sums + (m - first + i) * WIDTH) : (T16)(0);
#define STEP(i) \
    { \
        const T16 x = (T16)(a##i[off]); \
        c##i = fma(x, b, c##i); \
        d##i = fma(x, e, d##i); \
    }
#define KEEP(i) \
    vstore16(c##i, 0, sums + (m - first + i) * WIDTH); \
    vstore16(d##i, 1, sums + (m - first + i) * WIDTH);

__kernel SIZED void product(__global const T *restrict A, __global const T *restrict src_, __global T *restrict dst_,
        __global const T *restrict bias, __global const T *restrict scale, __global const T *restrict more,
        const Numbers n) {
    __local T panel[CHUNK * WIDTH];
    __local T sums[BLOCK * WIDTH];
    __local int offsets[CHUNK];
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
    for (int job = GROUP; job < jobs; job += GROUPS) {
        const int tile = job % TILES, block = job / TILES % BLOCKS, group = job / TILES / BLOCKS % GROUP_COUNT;
        const int split = job / TILES / BLOCKS / GROUP_COUNT;
        const int first = block * BLOCK, last = min(first + BLOCK, ROWS) - 1;
        const int rows = A_START + group * A_GROUP;
        __global const T *src = src_ + group * SRC_GROUP;
        const int room = SRC_SIZE - group * SRC_GROUP;
        const int used = min(WIDTH, LANES - tile * WIDTH);
        Lane lanes[WIDTH];
        int ld[WIDTH], lh[WIDTH], lw[WIDTH], ls[WIDTH];
        int line = 1, flat = 1;
        for (int l = 0; l < WIDTH; l++) {
            lanes[l] = lane_of(&n, min(tile * WIDTH + l, LANES - 1));
            ld[l] = l < used ? lanes[l].d : INT_MIN / 2;
            lh[l] = lanes[l].h;
            lw[l] = lanes[l].w;
            ls[l] = lanes[l].src;
            line &= l >= used || lanes[l].src == lanes[0].src + l;
            flat &= l >= used || lanes[l].dst == lanes[0].dst + l;
        }
        const int16 d0 = vload16(0, ld), d1 = vload16(1, ld), h0 = vload16(0, lh), h1 = vload16(1, lh);
        const int16 w0 = vload16(0, lw), w1 = vload16(1, lw);
        const int from = split * PER_SPLIT, end = min(from + PER_SPLIT, RED_OUTER);
        const int terms = (end - from) * RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
        int o = from, rd = 0, rh = 0, rw = 0, begun = 0;
        for (int done = 0; done < terms; done += CHUNK) {
            const int count = min(CHUNK, terms - done);
            for (int r = 0; r < count; r++) {
                const int sd = rd * RED_STEP(0), sh = rh * RED_STEP(1), sw = rw * RED_STEP(2);
                const int shift = o * SRC_RED + sd * SRC_STRIDE(0) + sh * SRC_STRIDE(1) + sw * SRC_STRIDE(2);
                offsets[r] = o * A_RED + rd * A_STRIDE(0) + rh * A_STRIDE(1) + rw * A_STRIDE(2);
                __local T *to = panel + r * WIDTH;
                const int at = ls[0] + shift;
                if (line && at >= 0 && at + WIDTH <= room) {
                    const int16 in0 = as_int16(as_uint16(d0 + sd) < (uint)BOUND(0))
                            & as_int16(as_uint16(h0 + sh) < (uint)BOUND(1)) & as_int16(as_uint16(w0 + sw) < (uint)BOUND(2));
                    const int16 in1 = as_int16(as_uint16(d1 + sd) < (uint)BOUND(0))
                            & as_int16(as_uint16(h1 + sh) < (uint)BOUND(1)) & as_int16(as_uint16(w1 + sw) < (uint)BOUND(2));
                    vstore16(select((T16)(0), vload16(0, src + at), CAT(convert_, B16)(in0)), 0, to);
                    vstore16(select((T16)(0), vload16(0, src + at + 16), CAT(convert_, B16)(in1)), 1, to);
                } else {
                    for (int l = 0; l < WIDTH; l++) {
                        const int in = ((uint)(ld[l] + sd) < (uint)BOUND(0)) & ((uint)(lh[l] + sh) < (uint)BOUND(1))
                                & ((uint)(lw[l] + sw) < (uint)BOUND(2));
                        const T v = src[in ? ls[l] + shift : 0];
                        to[l] = in ? v : (T)0;
                    }
                }
                if (++rw == RED_SIZE(2)) {
                    rw = 0;
                    if (++rh == RED_SIZE(1)) {
                        rh = 0;
                        if (++rd == RED_SIZE(0)) {
                            rd = 0;
                            o++;
                        }
                    }
                }
            }
            for (int m = first; m <= last; m += 8) {
                ROWS_OF_8(DECLARE)
                for (int r = 0; r < count; r++) {
                    const T16 b = vload16(2 * r, panel), e = vload16(2 * r + 1, panel);
                    const int off = offsets[r];
                    ROWS_OF_8(STEP)
                }
                ROWS_OF_8(KEEP)
            }
            begun = 1;
        }
        __global T *dst = dst_ + DST_START + group * DST_GROUP + split * DST_SPLIT;
        __global const T *sum = more + DST_START + group * DST_GROUP;
        for (int m = first; m <= last; m++) {
            __local T *v = sums + (m - first) * WIDTH;
            const int c = group * BIAS_GROUP + m;
            for (int side = 0; side < 2; side++) {
                T16 y = begun ? vload16(side, v) : (T16)(0);
                if ((FLAGS & PADDED) && any(isnan(y))) {
                    for (int l = 0; l < 16 && side * 16 + l < used; l++) {
                        v[side * 16 + l] = exact(A, src, &n, lanes[side * 16 + l], rows + m * A_ROW, from, end);
                    }
                    y = vload16(side, v);
                }
                if (FLAGS & SCALE_BY_ROW) y *= scale[c];
                if (FLAGS & BIAS_BY_ROW) y += bias[c];
                if (flat && side * 16 + 16 <= used) {
                    const int at = m * DST_ROW + lanes[0].dst + side * 16;
                    if (FLAGS & BIAS_BY_LANE) y += vload16(0, bias + tile * WIDTH + side * 16);
                    if (FLAGS & ADD) y += vload16(0, sum + at);
                    if (FLAGS & RELU) y = select(y, (T16)(0), y <= (T16)(0));
                    vstore16(y, 0, dst + at);
                } else {
                    vstore16(y, side, v);
                    for (int l = side * 16; l < side * 16 + 16 && l < used; l++) {
                        T z = v[l];
                        const int at = m * DST_ROW + lanes[l].dst;
                        if (FLAGS & BIAS_BY_LANE) z += bias[tile * WIDTH + l];
                        if (FLAGS & ADD) z += sum[at];
                        dst[at] = FLAGS & RELU ? f_relu(z) : z;
                    }
                }
            }
        }
    }
}
#else
// ---- any device: tiles of 64 x 64 in local memory, 4 x 4 results per item, 16 terms at a time
#define WIDTH 64
#define BLOCK 64
#define CHUNK 16

__kernel SIZED void product(__global const T *restrict A, __global const T *restrict src_, __global T *restrict dst_,
        __global const T *restrict bias, __global const T *restrict scale, __global const T *restrict more,
        const Numbers n) {
    __local T left[CHUNK][BLOCK + 1];
    __local T right[CHUNK][WIDTH];
    const int volume = RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
    const int x = ITEM % 16, y = ITEM / 16;
    for (int job = GROUP; job < jobs; job += GROUPS) {
        const int tile = job % TILES, block = job / TILES % BLOCKS, group = job / TILES / BLOCKS % GROUP_COUNT;
        const int split = job / TILES / BLOCKS / GROUP_COUNT;
        const int rows = A_START + group * A_GROUP;
        __global const T *src = src_ + group * SRC_GROUP;
        const int mine = tile * WIDTH + ITEM % WIDTH;
        const Lane lane = lane_of(&n, min(mine, LANES - 1));
        const int from = split * PER_SPLIT, end = min(from + PER_SPLIT, RED_OUTER);
        const int terms = (end - from) * volume;
        T c[4][4];
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) c[i][j] = 0;
        for (int done = 0; done < terms; done += CHUNK) {
            for (int i = 0; i < 4; i++) {
                const int k = ITEM / WIDTH + i * 4, r = done + k;
                const int o = from + r / volume, w = r % RED_SIZE(2), h = r / RED_SIZE(2) % RED_SIZE(1);
                const int d = r % volume / (RED_SIZE(2) * RED_SIZE(1));
                const int pd = lane.d + d * RED_STEP(0), ph = lane.h + h * RED_STEP(1), pw = lane.w + w * RED_STEP(2);
                const int in = r < terms && mine < LANES && pd >= 0 && pd < BOUND(0) && ph >= 0 && ph < BOUND(1)
                        && pw >= 0 && pw < BOUND(2);
                right[k][ITEM % WIDTH] = in ? src[lane.src + o * SRC_RED + d * RED_STEP(0) * SRC_STRIDE(0)
                                                      + h * RED_STEP(1) * SRC_STRIDE(1) + w * RED_STEP(2) * SRC_STRIDE(2)]
                                            : (T)0;
            }
            for (int i = 0; i < 4; i++) {
                const int k = ITEM % CHUNK, r = done + k, m = ITEM / CHUNK + i * 16;
                const int o = from + r / volume, w = r % RED_SIZE(2), h = r / RED_SIZE(2) % RED_SIZE(1);
                const int d = r % volume / (RED_SIZE(2) * RED_SIZE(1));
                left[k][m] = r < terms && block * BLOCK + m < ROWS
                        ? A[rows + (block * BLOCK + m) * A_ROW + o * A_RED + d * A_STRIDE(0) + h * A_STRIDE(1)
                              + w * A_STRIDE(2)]
                        : (T)0;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int k = 0; k < CHUNK; k++) {
                T a[4], b[4];
                for (int i = 0; i < 4; i++) a[i] = left[k][y * 4 + i];
                for (int j = 0; j < 4; j++) b[j] = right[k][x + j * 16];
                for (int i = 0; i < 4; i++)
                    for (int j = 0; j < 4; j++) c[i][j] = fma(a[i], b[j], c[i][j]);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        __global T *dst = dst_ + DST_START + group * DST_GROUP + split * DST_SPLIT;
        __global const T *sum = more + DST_START + group * DST_GROUP;
        for (int j = 0; j < 4; j++) {
            const int l = tile * WIDTH + x + j * 16;
            const Lane to = lane_of(&n, min(l, LANES - 1));
            for (int i = 0; i < 4; i++) {
                const int m = block * BLOCK + y * 4 + i;
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
#endif
