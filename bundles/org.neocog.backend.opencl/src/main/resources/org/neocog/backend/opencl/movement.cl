// Elements that only move, by their size in bytes.

/*
 * Strided copy. n.v[0]: elements; [1]: axes but the last; [2..9]: their sizes; [10..17]: strides of the source; [18..25]: of the
 * target; [26]: size of the last axis; [27], [28]: its strides; [29], [30]: where source and target start.
 */
#define COPY(type, bytes) \
    __kernel SIZED void copy_##bytes(__global const type *restrict x, __global type *restrict y, const Numbers n) { \
        const int last = n.v[26], from = n.v[27], to = n.v[28]; \
        COPY_BODY \
    }
#ifdef CPU
#define COPY_BODY \
    FOR(row, n.v[0] / last) { \
        const int source = n.v[29] + place(row, n.v[1], n.v + 2, n.v + 10); \
        const int target = n.v[30] + place(row, n.v[1], n.v + 2, n.v + 18); \
        if (from == 1 && to == 1) { \
            for (int i = 0; i < last; i++) y[target + i] = x[source + i]; \
        } else { \
            for (int i = 0; i < last; i++) y[target + i * to] = x[source + i * from]; \
        } \
    }
#else
#define COPY_BODY \
    FOR(e, n.v[0]) { \
        const int row = e / last, i = e - row * last; \
        y[n.v[30] + place(row, n.v[1], n.v + 2, n.v + 18) + i * to] = \
            x[n.v[29] + place(row, n.v[1], n.v + 2, n.v + 10) + i * from]; \
    }
#endif
COPY(uchar, 1)
COPY(uint, 4)
COPY(ulong, 8)

// Fills n.v[0] elements with the bits n.v[1] (low) and n.v[2] (high).
#define FILL(type, bytes) \
    __kernel SIZED void fill_##bytes(__global type *restrict y, const Numbers n) { \
        const type value = (type)((ulong)(uint)n.v[1] | (ulong)(uint)n.v[2] << 32); \
        FOR(i, n.v[0]) y[i] = value; \
    }
FILL(uchar, 1)
FILL(uint, 4)
FILL(ulong, 8)

/*
 * x is [outer, size, inner], y [outer, indices, inner]. n.v[0]: elements of y; [1]: size; [2]: indices; [3]: inner; [4], [5]: bits of what stands
 * for an index out of range.
 */
#define GATHER(type, bytes, index) \
    __kernel SIZED void gather_##bytes##_##index(__global const type *restrict x, __global const index *restrict at, \
            __global type *restrict y, const Numbers n) { \
        const int size = n.v[1], indices = n.v[2], inner = n.v[3]; \
        const type missing = (type)((ulong)(uint)n.v[4] | (ulong)(uint)n.v[5] << 32); \
        FOR(i, n.v[0]) { \
            const int row = i / inner, outer = row / indices; \
            const index k = at[row - outer * indices]; \
            y[i] = k >= 0 && k < size ? x[(outer * size + (int)k) * inner + (i - row * inner)] : missing; \
        } \
    }
GATHER(uchar, 1, int)
GATHER(uchar, 1, long)
GATHER(uint, 4, int)
GATHER(uint, 4, long)
GATHER(ulong, 8, int)
GATHER(ulong, 8, long)
