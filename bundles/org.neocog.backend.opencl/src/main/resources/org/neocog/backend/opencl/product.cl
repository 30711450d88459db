/*
 * All products: convolution, its gradients by input and filter, and matrices. With rows m of A and lanes j of the source:
 *
 *   dst[m, j] = sum over r of A[m, r] src[place(j, r)]
 *
 * A lane and a reduction index are four numbers each: outer, d, h, w. They meet at position (lane L + red R + C) of each axis; positions outside
 * the source's bounds contribute nothing.
 *
 * With the macro NARROW both operands are rounded as they are read: to float32 without its last NARROW bits, the nearest, halves to even. That is bfloat16 for
 * 16, and tf32 for 13. Sums stay float32.
 *
 * What follows are the kernels, for processors (product_cpu.cl) or for other devices (product_gpu.cl).
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
#define ALONG_TERMS 64

/* Where a lane is: positions before the reduction's part, their place in the source, and the place of the result. */
typedef struct { int d, h, w, src, dst; } Lane;

#ifndef CPU
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
#endif

#ifdef NARROW
#define DROPPED ((1u << NARROW) - 1)
T narrow(T x) {
    const uint u = as_uint(x);
    return x != x ? as_float(0x7fc00000u) : as_float((u + (DROPPED >> 1) + (u >> NARROW & 1)) & ~DROPPED);
}
T16 narrow16(T16 x) {
    const uint16 u = as_uint16(x);
    return select(as_float16((u + (DROPPED >> 1) + (u >> NARROW & 1)) & ~DROPPED), (T16)(NAN), isnan(x));
}
#else
#define narrow(x) (x)
#define narrow16(x) (x)
#endif

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
                        sum += narrow(A[row + o * A_RED + d * A_STRIDE(0) + h * A_STRIDE(1) + w * A_STRIDE(2)])
                                * narrow(src[at]);
                    }
                }
    return sum;
}
