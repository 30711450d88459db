/*
 * Products on processors: lanes as one to three vectors, 8 rows of them in registers, 256 terms packed at a time. Macros given at build (Tile.java):
 *   BLOCK    rows that a job computes
 *   VECTORS  its lanes, in vectors of 16: 1, 2 or 3
 */
#define WIDTH (16 * VECTORS)
#define CHUNK 256
#define TAPS 64
#define B16 CAT(BITS, 16)
#define TO_B16 CAT(convert_, B16)
#define AS_B16 CAT(as_, B16)
#define AS_T16 CAT(as_, T16)

/* Whether 16 positions lie inside the source: all bits of an element, or none. */
#define INSIDE(d, h, w) \
    TO_B16(as_int16(as_uint16(d) < (uint)BOUND(0)) & as_int16(as_uint16(h) < (uint)BOUND(1)) \
            & as_int16(as_uint16(w) < (uint)BOUND(2)))
#define MASKED(v, mask) AS_T16(AS_B16(v) & (mask))

// X(i, side) for each vector of lanes
#if VECTORS == 1
#define SIDES(X, i) X(i, 0)
#elif VECTORS == 2
#define SIDES(X, i) X(i, 0) X(i, 1)
#else
#define SIDES(X, i) X(i, 0) X(i, 1) X(i, 2)
#endif

/* 16 elements from anywhere; those that are masked out are not looked at. */
T16 collect(__global const T *src, int16 at, B16 mask) {
    const int16 k = at & convert_int16(mask);
    const T16 v = (T16)(src[k.s0], src[k.s1], src[k.s2], src[k.s3], src[k.s4], src[k.s5], src[k.s6], src[k.s7],
            src[k.s8], src[k.s9], src[k.sa], src[k.sb], src[k.sc], src[k.sd], src[k.se], src[k.sf]);
    return MASKED(narrow16(v), mask);
}

/* What a job computes: rows first to last of a group, the lanes of a tile, the terms of a part of the outer reduction. */
typedef struct { int tile, group, split, first, last, rows, from, end, used; } Job;

Job job_of(const Numbers *p, int number) {
    const Numbers n = *p;
    Job job;
    job.tile = number % TILES;
    job.group = number / TILES / BLOCKS % GROUP_COUNT;
    job.split = number / TILES / BLOCKS / GROUP_COUNT;
    job.first = number / TILES % BLOCKS * BLOCK;
    job.last = min(job.first + BLOCK, ROWS) - 1;
    job.rows = A_START + job.group * A_GROUP;
    job.from = job.split * PER_SPLIT;
    job.end = min(job.from + PER_SPLIT, RED_OUTER);
    job.used = min(WIDTH, LANES - job.tile * WIDTH);
    return job;
}

/* The lanes of a tile, one after the other; those behind the last are not used. */
void lanes_of(const Numbers *p, int first, Lane *lanes) {
    const Numbers n = *p;
    const int w_size = LANE_SIZE(2), h_size = LANE_SIZE(1), d_size = LANE_SIZE(0);
    int w = first % w_size, h = first / w_size % h_size, d = first / w_size / h_size % d_size;
    int outer = first / w_size / h_size / d_size;
    for (int l = 0; l < WIDTH; l++) {
        Lane *lane = lanes + l;
        lane->d = d * LANE_STEP(0) + START(0);
        lane->h = h * LANE_STEP(1) + START(1);
        lane->w = w * LANE_STEP(2) + START(2);
        lane->src = outer * SRC_LANE + lane->d * SRC_STRIDE(0) + lane->h * SRC_STRIDE(1) + lane->w * SRC_STRIDE(2);
        lane->dst = outer * DST_LANE + d * DST_STRIDE(0) + h * DST_STRIDE(1) + w * DST_STRIDE(2);
        if (++w == w_size) {
            w = 0;
            if (++h == h_size) {
                h = 0;
                if (++d == d_size) {
                    d = 0;
                    outer++;
                }
            }
        }
    }
}

/* Stores the sums of a job after what is to be done to them. */
void finish(__global const T *A, __global const T *src, __global T *dst_, __global const T *bias, __global const T *scale,
        __global const T *more, const Numbers *p, __local T *sums, const Lane *lanes, const Job *job) {
    const Numbers n = *p;
    const int used = job->used, tile = job->tile;
    int flat = 1;
    for (int l = 1; l < used; l++) flat &= lanes[l].dst == lanes[0].dst + l;
    __global T *dst = dst_ + DST_START + job->group * DST_GROUP + job->split * DST_SPLIT;
    __global const T *sum = more + DST_START + job->group * DST_GROUP;
    for (int m = job->first; m <= job->last; m++) {
        __local T *v = sums + (m - job->first) * WIDTH;
        const int c = job->group * BIAS_GROUP + m;
        for (int side = 0; side < VECTORS; side++) {
            T16 y = vload16(side, v);
            if ((FLAGS & PADDED) && any(isnan(y))) {
                for (int l = side * 16; l < side * 16 + 16 && l < used; l++) {
                    v[l] = exact(A, src, p, lanes[l], job->rows + m * A_ROW, job->from, job->end);
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

#define ROWS_OF_8(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define BEGIN(i, side) T16 c##i##side = vload16(side, sums + (m - job.first + i) * WIDTH);
#define DECLARE(i) \
    __global const T *a##i = A + job.rows + min(m + i, job.last) * A_ROW; \
    SIDES(BEGIN, i)
#define MULTIPLY(i, side) c##i##side = fma(x, b##side, c##i##side);
#define STEP(i) \
    { \
        const T16 x = (T16)(narrow(a##i[off])); \
        SIDES(MULTIPLY, i) \
    }
#define END(i, side) vstore16(c##i##side, side, sums + (m - job.first + i) * WIDTH);
#define KEEP(i) SIDES(END, i)
#define PACKED(i, side) const T16 b##side = vload16(VECTORS * r + side, panel);
#define POSITIONS(i, side) \
    const int16 d##side = vload16(side, ld), h##side = vload16(side, lh), w##side = vload16(side, lw); \
    const int16 s##side = vload16(side, ls);
#define IS_INSIDE(side) INSIDE(d##side + sd, h##side + sh, w##side + sw)
#define PREPARE(i, side) vstore16(IS_INSIDE(side), VECTORS * tap + side, masks);
#define MASK(i, side) const B16 in##side = prepared ? vload16(VECTORS * tap + side, masks) : IS_INSIDE(side);
#define PACK(i, side) vstore16(MASKED(narrow16(vload16(0, src + at + 16 * side)), in##side), VECTORS * r + side, panel);
#define COLLECT(i, side) vstore16(collect(src, s##side + shift, in##side), VECTORS * r + side, panel);

__kernel SIZED void product(__global const T *restrict A, __global const T *restrict src_, __global T *restrict dst,
        __global const T *restrict bias, __global const T *restrict scale, __global const T *restrict more,
        const Numbers n) {
    __local T panel[CHUNK * WIDTH];
    __local T sums[(BLOCK + 8) * WIDTH];
    __local BITS masks[TAPS * WIDTH];
    __local int offsets[CHUNK];
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
    for (int number = GROUP; number < jobs; number += GROUPS) {
        const Job job = job_of(&n, number);
        __global const T *src = src_ + job.group * SRC_GROUP;
        const int room = SRC_SIZE - job.group * SRC_GROUP;
        Lane lanes[WIDTH];
        int ld[WIDTH], lh[WIDTH], lw[WIDTH], ls[WIDTH];
        int line = 1;
        lanes_of(&n, job.tile * WIDTH, lanes);
        for (int l = 0; l < WIDTH; l++) {
            ld[l] = l < job.used ? lanes[l].d : INT_MIN / 2;
            lh[l] = lanes[l].h;
            lw[l] = lanes[l].w;
            ls[l] = lanes[l].src;
            line &= l >= job.used || lanes[l].src == lanes[0].src + l;
        }
        for (int i = 0; i < (job.last - job.first + 1 + 7) / 8 * 8 * WIDTH; i++) sums[i] = 0;
        SIDES(POSITIONS, 0)
        const int volume = RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
        const int terms = (job.end - job.from) * volume;
        const int prepared = volume <= TAPS;
        if (prepared) {
            for (int tap = 0, d = 0; d < RED_SIZE(0); d++)
                for (int h = 0; h < RED_SIZE(1); h++)
                    for (int w = 0; w < RED_SIZE(2); w++, tap++) {
                        const int sd = d * RED_STEP(0), sh = h * RED_STEP(1), sw = w * RED_STEP(2);
                        SIDES(PREPARE, 0)
                    }
        }
        int o = job.from, rd = 0, rh = 0, rw = 0, tap = 0;
        for (int done = 0; done < terms; done += CHUNK) {
            const int count = min(CHUNK, terms - done);
            for (int r = 0; r < count; r++) {
                const int sd = rd * RED_STEP(0), sh = rh * RED_STEP(1), sw = rw * RED_STEP(2);
                const int shift = o * SRC_RED + sd * SRC_STRIDE(0) + sh * SRC_STRIDE(1) + sw * SRC_STRIDE(2);
                offsets[r] = o * A_RED + rd * A_STRIDE(0) + rh * A_STRIDE(1) + rw * A_STRIDE(2);
                SIDES(MASK, 0)
                const int at = ls[0] + shift;
                if (line && at >= 0 && at + WIDTH <= room) {
                    SIDES(PACK, 0)
                } else {
                    SIDES(COLLECT, 0)
                }
                tap++;
                if (++rw == RED_SIZE(2)) {
                    rw = 0;
                    if (++rh == RED_SIZE(1)) {
                        rh = 0;
                        if (++rd == RED_SIZE(0)) {
                            rd = tap = 0;
                            o++;
                        }
                    }
                }
            }
            for (int m = job.first; m <= job.last; m += 8) {
                ROWS_OF_8(DECLARE)
                for (int r = 0; r < count; r++) {
                    SIDES(PACKED, 0)
                    const int off = offsets[r];
                    ROWS_OF_8(STEP)
                }
                ROWS_OF_8(KEEP)
            }
        }
        finish(A, src, dst, bias, scale, more, &n, sums, lanes, &job);
    }
}

/*
 * The same, for terms that lie in rows of a multiple of 16 in A: the gradient by the filter, whose terms are positions of the output. Vectors go along
 * the terms, and are added up at the end of each chunk: 4 rows by 4 lanes in registers.
 */
#define TERMS 512
#define OVER_16(X) \
    X(0, 0) X(0, 1) X(0, 2) X(0, 3) X(1, 0) X(1, 1) X(1, 2) X(1, 3) X(2, 0) X(2, 1) X(2, 2) X(2, 3) X(3, 0) X(3, 1) \
    X(3, 2) X(3, 3)
#define ZERO(i, j) T16 c##i##j = (T16)(0);
#define DOT(i, j) c##i##j = fma(a##i, b##j, c##i##j);
#define TOTAL(i, j) sums[(m - job.first + i) * WIDTH + l + j] += sum16(c##i##j);
#define LEFT(i) const T16 a##i = narrow16(vload16(0, A + job.rows + min(m + i, job.last) * A_ROW + offsets[v]));
#define RIGHT(j) const T16 b##j = vload16(v, panel + (l + j) * TERMS);

__kernel SIZED void product_of_rows(__global const T *restrict A, __global const T *restrict src_,
        __global T *restrict dst, __global const T *restrict bias, __global const T *restrict scale,
        __global const T *restrict more, const Numbers n) {
    __local T panel[TERMS * WIDTH];
    __local T sums[(BLOCK + 8) * WIDTH];
    __local int td[TERMS], th[TERMS], tw[TERMS], ts[TERMS], lines[TERMS / 16], offsets[TERMS / 16];
    const int jobs = TILES * BLOCKS * GROUP_COUNT * SPLITS;
    for (int number = GROUP; number < jobs; number += GROUPS) {
        const Job job = job_of(&n, number);
        __global const T *src = src_ + job.group * SRC_GROUP;
        const int room = SRC_SIZE - job.group * SRC_GROUP;
        Lane lanes[WIDTH];
        lanes_of(&n, job.tile * WIDTH, lanes);
        for (int i = 0; i < (job.last - job.first + 1 + 3) / 4 * 4 * WIDTH; i++) sums[i] = 0;
        const int terms = (job.end - job.from) * RED_SIZE(0) * RED_SIZE(1) * RED_SIZE(2);
        int o = job.from, rd = 0, rh = 0, rw = 0;
        for (int done = 0; done < terms; done += TERMS) {
            const int count = min(TERMS, terms - done);
            for (int r = 0; r < count; r++) {
                td[r] = rd * RED_STEP(0);
                th[r] = rh * RED_STEP(1);
                tw[r] = rw * RED_STEP(2);
                ts[r] = o * SRC_RED + td[r] * SRC_STRIDE(0) + th[r] * SRC_STRIDE(1) + tw[r] * SRC_STRIDE(2);
                if (r % 16 == 0) {
                    lines[r / 16] = 1;
                    offsets[r / 16] = o * A_RED + rd * A_STRIDE(0) + rh * A_STRIDE(1) + rw * A_STRIDE(2);
                } else {
                    lines[r / 16] &= ts[r] == ts[r - 1] + 1;
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
            for (int v = 0; v < count / 16; v++) {
                const int16 d = vload16(v, td), h = vload16(v, th), w = vload16(v, tw), s = vload16(v, ts);
                for (int l = 0; l < (job.used + 3) / 4 * 4; l++) {
                    const B16 in = l < job.used ? INSIDE(d + lanes[l].d, h + lanes[l].h, w + lanes[l].w) : (B16)(0);
                    const int at = l < job.used ? ts[16 * v] + lanes[l].src : -1;
                    T16 x;
                    if (lines[v] && at >= 0 && at + 16 <= room) {
                        x = MASKED(narrow16(vload16(0, src + at)), in);
                    } else {
                        x = collect(src, s + lanes[l].src, in);
                    }
                    vstore16(x, v, panel + l * TERMS);
                }
            }
            for (int m = job.first; m <= job.last; m += 4) {
                for (int l = 0; l < job.used; l += 4) {
                    OVER_16(ZERO)
                    for (int v = 0; v < count / 16; v++) {
                        LEFT(0) LEFT(1) LEFT(2) LEFT(3)
                        RIGHT(0) RIGHT(1) RIGHT(2) RIGHT(3)
                        OVER_16(DOT)
                    }
                    OVER_16(TOTAL)
                }
            }
        }
        finish(A, src, dst, bias, scale, more, &n, sums, lanes, &job);
    }
}
