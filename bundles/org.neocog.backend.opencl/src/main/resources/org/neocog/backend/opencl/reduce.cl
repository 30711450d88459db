/*
 * Reductions. n.v[0]: results; [1]: axes kept; [2..9], [10..17]: their sizes and strides; [18]: rows of a result; [19]: axes of the rows;
 * [20..27], [28..35]: their sizes and strides; [36], [37]: size and stride of a row.
 */
#define GREATER(m, v) ((v) > (m) || (v) != (v) ? (v) : (m))
#define LESS(m, v) ((v) < (m) || (v) != (v) ? (v) : (m))
#define PLUS(m, v) ((m) + (v))

#ifdef CPU
#define REDUCE(name, start, combine) \
    __kernel SIZED void name(__global const T *restrict x, __global T *restrict y, const Numbers n) { \
        const int length = n.v[36], step = n.v[37]; \
        FOR(o, n.v[0]) { \
            const int base = place(o, n.v[1], n.v + 2, n.v + 10); \
            T result = start; \
            for (int row = 0; row < n.v[18]; row++) { \
                const int at = base + place(row, n.v[19], n.v + 20, n.v + 28); \
                for (int i = 0; i < length; i++) result = combine(result, x[at + i * step]); \
            } \
            y[o] = result; \
        } \
    }

__kernel SIZED void reduce_sum(__global const T *restrict x, __global T *restrict y, const Numbers n) {
    const int length = n.v[36], step = n.v[37];
    FOR(o, n.v[0]) {
        const int base = place(o, n.v[1], n.v + 2, n.v + 10);
        T16 lanes = (T16)(0);
        T result = 0;
        for (int row = 0; row < n.v[18]; row++) {
            const int at = base + place(row, n.v[19], n.v + 20, n.v + 28);
            int i = 0;
            if (step == 1) {
                for (; i + 16 <= length; i += 16) lanes += vload16(0, x + at + i);
            }
            T rest = 0;
            for (; i < length; i++) rest += x[at + i * step];
            result += rest;
        }
        y[o] = result + sum16(lanes);
    }
}
#else
// One group per result: each item takes every GROUP_SIZE-th element, then a tree adds up.
#define REDUCE(name, start, combine) \
    __kernel SIZED void name(__global const T *restrict x, __global T *restrict y, const Numbers n) { \
        SHARED(T, tree) \
        const int length = n.v[36], step = n.v[37], all = n.v[18] * length; \
        for (int o = GROUP; o < n.v[0]; o += GROUPS) { \
            const int base = place(o, n.v[1], n.v + 2, n.v + 10); \
            T result = start; \
            for (int e = ITEM; e < all; e += GROUP_SIZE) { \
                const int row = e / length; \
                result = combine(result, x[base + place(row, n.v[19], n.v + 20, n.v + 28) + (e - row * length) * step]); \
            } \
            tree[ITEM] = result; \
            barrier(CLK_LOCAL_MEM_FENCE); \
            for (int side = GROUP_SIZE / 2; side > 0; side /= 2) { \
                if (ITEM < side) tree[ITEM] = combine(tree[ITEM], tree[ITEM + side]); \
                barrier(CLK_LOCAL_MEM_FENCE); \
            } \
            if (ITEM == 0) y[o] = tree[0]; \
            barrier(CLK_LOCAL_MEM_FENCE); \
        } \
    }
REDUCE(reduce_sum, 0, PLUS)
#endif
REDUCE(reduce_max, -INFINITY, GREATER)
REDUCE(reduce_min, INFINITY, LESS)

// Sums n.v[1] parts of n.v[0] elements each, in their order.
__kernel SIZED void sum_parts(__global const T *restrict parts, __global T *restrict y, const Numbers n) {
    const int size = n.v[0];
    FOR(i, size) {
        T sum = parts[i];
        for (int k = 1; k < n.v[1]; k++) sum += parts[k * size + i];
        y[i] = sum;
    }
}

// x is [outer, size, inner]. n.v[0]: results; [1]: size; [2]: inner.
#define ARGMAX(type) \
    __kernel SIZED void argmax_##type(__global const type *restrict x, __global int *restrict y, const Numbers n) { \
        const int size = n.v[1], inner = n.v[2]; \
        FOR(o, n.v[0]) { \
            const int at = o / inner * size * inner + o % inner; \
            int best = 0; \
            type greatest = x[at]; \
            for (int i = 1; i < size; i++) { \
                const type v = x[at + i * inner]; \
                if (v > greatest || (v != v && greatest == greatest)) { \
                    best = i; \
                    greatest = v; \
                } \
            } \
            y[o] = best; \
        } \
    }
ARGMAX(T)
ARGMAX(uchar)
ARGMAX(int)
ARGMAX(long)

/*
 * Updates are [outer, indices, inner], y [outer, size, inner]: each result gathers what has its index, in index order.
 * n.v[0]: results; [1]: size; [2]: indices; [3]: inner.
 */
#define SCATTER(index) \
    __kernel SIZED void scatter_add_##index(__global const T *restrict updates, __global const index *restrict at, \
            __global T *restrict y, const Numbers n) { \
        const int size = n.v[1], indices = n.v[2], inner = n.v[3]; \
        FOR(i, n.v[0]) { \
            const int row = i / inner, outer = row / size, k = row - outer * size; \
            T sum = 0; \
            for (int j = 0; j < indices; j++) { \
                if (at[j] == k) sum += updates[(outer * indices + j) * inner + (i - row * inner)]; \
            } \
            y[i] = sum; \
        } \
    }
SCATTER(int)
SCATTER(long)
