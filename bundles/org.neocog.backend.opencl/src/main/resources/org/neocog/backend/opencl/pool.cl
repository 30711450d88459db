/*
 * Pooling over [planes, D, H, W]. n.v[0]: elements to compute; [1..3]: size of the input's plane; [4..6]: of the output's;
 * [7..9]: of the window; [10..12]: strides; [13..15]: padding before; [16]: whether padding counts. One element of the result per step of FOR:
 * gradients gather, so no two write to one place.
 */
typedef struct { int from, end; } Span;

/* Input positions of window p along axis a. */
Span window(const Numbers *n, int a, int p) {
    const int start = p * n->v[10 + a] - n->v[13 + a];
    Span s = {max(start, 0), min(start + n->v[7 + a], n->v[1 + a])};
    return s;
}

/* Windows that hold input position i along axis a. */
Span windows(const Numbers *n, int a, int i) {
    const int stride = n->v[10 + a], room = i + n->v[13 + a];
    const int first = room - n->v[7 + a] + 1;
    Span s = {first <= 0 ? 0 : (first + stride - 1) / stride, min(room / stride + 1, n->v[4 + a])};
    return s;
}

#define SPLIT(i, at) \
    const int w = i % n.v[at + 2], h = i / n.v[at + 2] % n.v[at + 1]; \
    const int d = i / n.v[at + 2] / n.v[at + 1] % n.v[at], plane = i / (n.v[at] * n.v[at + 1] * n.v[at + 2]); \
    const int inPlane = n.v[1] * n.v[2] * n.v[3], outPlane = n.v[4] * n.v[5] * n.v[6];

#define OVER_WINDOW(D_, H_, W_) \
    for (int a = D_.from; a < D_.end; a++) \
        for (int b = H_.from; b < H_.end; b++) \
            for (int c = W_.from, at = plane * inPlane + (a * n.v[2] + b) * n.v[3] + W_.from; c < W_.end; c++, at++)

#define OVER_WINDOWS \
    const Span sd = windows(&n, 0, d), sh = windows(&n, 1, h), sw = windows(&n, 2, w); \
    for (int pd = sd.from; pd < sd.end; pd++) \
        for (int ph = sh.from; ph < sh.end; ph++) \
            for (int pw = sw.from; pw < sw.end; pw++)

#define OUT_AT (plane * outPlane + (pd * n.v[5] + ph) * n.v[6] + pw)

/* Elements by which the average of a window divides. */
int divisor(const Numbers *n, int pd, int ph, int pw) {
    if (n->v[16]) return n->v[7] * n->v[8] * n->v[9];
    const Span a = window(n, 0, pd), b = window(n, 1, ph), c = window(n, 2, pw);
    return (a.end - a.from) * (b.end - b.from) * (c.end - c.from);
}

__kernel SIZED void max_pool(__global const T *restrict x, __global T *restrict y, const Numbers n) {
    FOR(i, n.v[0]) {
        SPLIT(i, 4)
        const Span sd = window(&n, 0, d), sh = window(&n, 1, h), sw = window(&n, 2, w);
        T m = -INFINITY;
        OVER_WINDOW(sd, sh, sw) {
            const T v = x[at];
            m = v > m || v != v ? v : m;
        }
        y[i] = m;
    }
}

#ifdef CPU
/* On processors plane by plane, so that each window is looked through once. */
__kernel SIZED void max_pool_gradient(
        __global const T *restrict x, __global const T *restrict dy, __global T *restrict dx, const Numbers n) {
    const int inPlane = n.v[1] * n.v[2] * n.v[3], outPlane = n.v[4] * n.v[5] * n.v[6];
    FOR(plane, n.v[0] / inPlane) {
        for (int i = plane * inPlane; i < (plane + 1) * inPlane; i++) dx[i] = 0;
        int out = plane * outPlane;
        for (int pd = 0; pd < n.v[4]; pd++) {
            const Span wd = window(&n, 0, pd);
            for (int ph = 0; ph < n.v[5]; ph++) {
                const Span wh = window(&n, 1, ph);
                for (int pw = 0; pw < n.v[6]; pw++, out++) {
                    const Span ww = window(&n, 2, pw);
                    int best = -1;
                    T greatest = -INFINITY;
                    OVER_WINDOW(wd, wh, ww) {
                        const T v = x[at];
                        if (best < 0 || v > greatest || (v != v && greatest == greatest)) {
                            best = at;
                            greatest = v;
                        }
                    }
                    dx[best] += dy[out];
                }
            }
        }
    }
}
#else
__kernel SIZED void max_pool_gradient(
        __global const T *restrict x, __global const T *restrict dy, __global T *restrict dx, const Numbers n) {
    FOR(i, n.v[0]) {
        SPLIT(i, 1)
        const T own = x[i];
        T sum = 0;
        OVER_WINDOWS {
            // The element wins if none before it in the window is at least as great, and none after it is greater.
            const Span wd = window(&n, 0, pd), wh = window(&n, 1, ph), ww = window(&n, 2, pw);
            int wins = 1;
            OVER_WINDOW(wd, wh, ww) {
                const T v = x[at];
                const int beats = own != own ? v != v && at < i : v != v || (at < i ? v >= own : v > own);
                wins &= !beats;
            }
            sum += wins ? dy[OUT_AT] : (T)0;
        }
        dx[i] = sum;
    }
}
#endif

__kernel SIZED void average_pool(__global const T *restrict x, __global T *restrict y, const Numbers n) {
    FOR(i, n.v[0]) {
        SPLIT(i, 4)
        const Span sd = window(&n, 0, d), sh = window(&n, 1, h), sw = window(&n, 2, w);
        T sum = 0;
        OVER_WINDOW(sd, sh, sw) sum += x[at];
        y[i] = sum / divisor(&n, d, h, w);
    }
}

__kernel SIZED void average_pool_gradient(__global const T *restrict dy, __global T *restrict dx, const Numbers n) {
    FOR(i, n.v[0]) {
        SPLIT(i, 1)
        T sum = 0;
        OVER_WINDOWS sum += dy[OUT_AT] / divisor(&n, pd, ph, pw);
        dx[i] = sum;
    }
}

__kernel SIZED void lp_pool(__global const T *restrict x, __global T *restrict y, const Numbers n, const T p) {
    FOR(i, n.v[0]) {
        SPLIT(i, 4)
        const Span sd = window(&n, 0, d), sh = window(&n, 1, h), sw = window(&n, 2, w);
        T m = 0;
        OVER_WINDOW(sd, sh, sw) {
            const T v = fabs(x[at]);
            m = v > m || v != v ? v : m;
        }
        T sum = 0;
        if (m > 0 && m < INFINITY) {
            OVER_WINDOW(sd, sh, sw) sum += f_pow(fabs(x[at]) / m, p);
            y[i] = m * (p == 1 ? sum : p == 2 ? sqrt(sum) : pow(sum, 1 / p));
        } else {
            y[i] = m;
        }
    }
}

__kernel SIZED void lp_pool_gradient(__global const T *restrict x, __global const T *restrict y,
        __global const T *restrict dy, __global T *restrict dx, const Numbers n, const T p) {
    FOR(i, n.v[0]) {
        SPLIT(i, 1)
        const T own = x[i];
        T sum = 0;
        OVER_WINDOWS {
            const T norm = y[OUT_AT];
            sum += norm == 0 ? (T)0 : dy[OUT_AT] * f_sign(own) * f_pow(fabs(own) / norm, p - 1);
        }
        dx[i] = sum;
    }
}
