/*
 * Normalization over [N, C, plane]. n.v[0]: N; [1]: C; [2]: plane; [3]: flags, 1: ReLU behind it.
 * Statistics: one group per channel; in each item's order, then by a tree.
 */
#ifdef CPU
#define TOTAL(value) (value)
#else
T total(__local T *tree, T value) {
    barrier(CLK_LOCAL_MEM_FENCE);
    tree[ITEM] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int side = GROUP_SIZE / 2; side > 0; side /= 2) {
        if (ITEM < side) tree[ITEM] += tree[ITEM + side];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return tree[0];
}
#define TOTAL(value) total(tree, value)
#endif

__kernel SIZED void batch_statistics(
        __global const T *restrict x, __global T *restrict means, __global T *restrict variances, const Numbers n) {
    SHARED(T, tree)
    const int channels = n.v[1], plane = n.v[2];
    const T count = (T)n.v[0] * (T)plane;
    for (int c = GROUP; c < channels; c += GROUPS) {
        T sum = 0, squares = 0;
#ifdef CPU
        T16 lanes = (T16)(0);
        for (int k = 0; k < n.v[0]; k++) {
            __global const T *row = x + (k * channels + c) * plane;
            int i = 0;
            for (; i + 16 <= plane; i += 16) lanes += vload16(0, row + i);
            for (; i < plane; i++) sum += row[i];
        }
        const T mean = (sum + sum16(lanes)) / count;
        lanes = (T16)(0);
        for (int k = 0; k < n.v[0]; k++) {
            __global const T *row = x + (k * channels + c) * plane;
            int i = 0;
            for (; i + 16 <= plane; i += 16) {
                const T16 d = vload16(0, row + i) - mean;
                lanes += d * d;
            }
            for (; i < plane; i++) squares += (row[i] - mean) * (row[i] - mean);
        }
        const T variance = (squares + sum16(lanes)) / count;
#else
        for (int e = ITEM; e < n.v[0] * plane; e += GROUP_SIZE) {
            const int k = e / plane;
            sum += x[(k * channels + c) * plane + e - k * plane];
        }
        const T mean = TOTAL(sum) / count;
        for (int e = ITEM; e < n.v[0] * plane; e += GROUP_SIZE) {
            const int k = e / plane;
            const T d = x[(k * channels + c) * plane + e - k * plane] - mean;
            squares += d * d;
        }
        const T variance = TOTAL(squares) / count;
#endif
        if (ITEM == 0) {
            means[c] = mean;
            variances[c] = variance;
        }
    }
}


__kernel SIZED void batch_normalize(__global const T *restrict x, __global const T *restrict scale,
        __global const T *restrict offset, __global const T *restrict means, __global const T *restrict variances,
        __global T *restrict y, const Numbers n, const T epsilon) {
    const int channels = n.v[1], plane = n.v[2], relu = n.v[3];
#ifdef CPU
    FOR(row, n.v[0] * channels) {
        const int c = row % channels;
        const T mean = means[c], factor = 1 / sqrt(variances[c] + epsilon), s = scale[c], o = offset[c];
        __global const T *from = x + row * plane;
        __global T *to = y + row * plane;
        if (relu) {
            for (int i = 0; i < plane; i++) to[i] = f_relu(s * ((from[i] - mean) * factor) + o);
        } else {
            for (int i = 0; i < plane; i++) to[i] = s * ((from[i] - mean) * factor) + o;
        }
    }
#else
    FOR(i, n.v[0] * channels * plane) {
        const int c = i / plane % channels;
        const T v = scale[c] * ((x[i] - means[c]) * (1 / sqrt(variances[c] + epsilon))) + offset[c];
        y[i] = relu ? f_relu(v) : v;
    }
#endif
}

/* dscale = sum of dy z, doffset = sum of dy; where n.v[3], dy counts only where the result r of the ReLU is above 0. */
__kernel SIZED void batch_gradient_sums(__global const T *restrict x, __global const T *restrict means,
        __global const T *restrict variances, __global const T *restrict dy, __global const T *restrict r,
        __global T *restrict dscale, __global T *restrict doffset, const Numbers n, const T epsilon) {
    SHARED(T, tree)
    const int channels = n.v[1], plane = n.v[2], masked = n.v[3];
    for (int c = GROUP; c < channels; c += GROUPS) {
        const T mean = means[c], factor = 1 / sqrt(variances[c] + epsilon);
        T sum = 0, dot = 0;
#ifdef CPU
        T16 sums = (T16)(0), dots = (T16)(0);
        for (int k = 0; k < n.v[0]; k++) {
            const int start = (k * channels + c) * plane;
            int i = start;
            for (; i + 16 <= start + plane; i += 16) {
                T16 g = vload16(0, dy + i);
                if (masked) g = select((T16)(0), g, vload16(0, r + i) > (T16)(0));
                sums += g;
                dots += g * ((vload16(0, x + i) - mean) * factor);
            }
            for (; i < start + plane; i++) {
                const T g = masked && !(r[i] > 0) ? (T)0 : dy[i];
                sum += g;
                dot += g * ((x[i] - mean) * factor);
            }
        }
        sum += sum16(sums);
        dot += sum16(dots);
#else
        for (int e = ITEM; e < n.v[0] * plane; e += GROUP_SIZE) {
            const int k = e / plane, i = (k * channels + c) * plane + e - k * plane;
            const T g = masked && !(r[i] > 0) ? (T)0 : dy[i];
            sum += g;
            dot += g * ((x[i] - mean) * factor);
        }
        sum = TOTAL(sum);
        dot = TOTAL(dot);
#endif
        if (ITEM == 0) {
            doffset[c] = sum;
            dscale[c] = dot;
        }
    }
}

__kernel SIZED void batch_gradient(__global const T *restrict x, __global const T *restrict scale,
        __global const T *restrict means, __global const T *restrict variances, __global const T *restrict dy,
        __global const T *restrict r, __global const T *restrict dscale, __global const T *restrict doffset,
        __global T *restrict dx, const Numbers n, const T epsilon) {
    const int channels = n.v[1], plane = n.v[2], masked = n.v[3];
    const T count = (T)n.v[0] * (T)plane;
#ifdef CPU
    FOR(row, n.v[0] * channels) {
        const int c = row % channels, start = row * plane;
        const T mean = means[c], factor = 1 / sqrt(variances[c] + epsilon), s = scale[c] * factor;
        const T sum = doffset[c] / count, dot = dscale[c] / count;
        if (masked) {
            for (int i = start; i < start + plane; i++) {
                const T g = r[i] > 0 ? dy[i] : (T)0;
                dx[i] = s * (g - sum - (x[i] - mean) * factor * dot);
            }
        } else {
            for (int i = start; i < start + plane; i++) dx[i] = s * (dy[i] - sum - (x[i] - mean) * factor * dot);
        }
    }
#else
    FOR(i, n.v[0] * channels * plane) {
        const int c = i / plane % channels;
        const T factor = 1 / sqrt(variances[c] + epsilon), g = masked && !(r[i] > 0) ? (T)0 : dy[i];
        dx[i] = scale[c] * factor * (g - doffset[c] / count - (x[i] - means[c]) * factor * (dscale[c] / count));
    }
#endif
}

/* The affine map that a normalization with given statistics is: y = x a + b. n.v[0]: channels. */
__kernel SIZED void batch_affine(__global const T *restrict scale, __global const T *restrict offset,
        __global const T *restrict means, __global const T *restrict variances, __global T *restrict a,
        __global T *restrict b, const Numbers n, const T epsilon) {
    FOR(c, n.v[0]) {
        const T factor = scale[c] / sqrt(variances[c] + epsilon);
        a[c] = factor;
        b[c] = offset[c] - means[c] * factor;
    }
}

/* Local response: n.v[3]: channels before and after that count. */
T base(__global const T *x, const Numbers *n, int column, int c, T share, T k) {
    const int from = max(0, c - n->v[3]), end = min(n->v[1], c + n->v[3] + 1);
    T squares = 0;
    for (int j = from; j < end; j++) {
        const T v = x[column + j * n->v[2]];
        squares += v * v;
    }
    return k + share * squares;
}

__kernel SIZED void local_response(__global const T *restrict x, __global T *restrict y, const Numbers n, const T share,
        const T beta, const T k) {
    const int channels = n.v[1], plane = n.v[2];
    FOR(i, n.v[0] * channels * plane) {
        const int c = i / plane % channels;
        y[i] = x[i] * f_pow(base(x, &n, i - c * plane, c, share, k), -beta);
    }
}

/* First dy x s^(-beta - 1) of every element, then its sum over the channels around each. */
__kernel SIZED void local_response_products(__global const T *restrict x, __global const T *restrict dy,
        __global T *restrict products, const Numbers n, const T share, const T beta, const T k) {
    const int channels = n.v[1], plane = n.v[2];
    FOR(i, n.v[0] * channels * plane) {
        const int c = i / plane % channels;
        const T s = base(x, &n, i - c * plane, c, share, k);
        products[i] = dy[i] * x[i] * f_pow(s, -beta) / s;
    }
}

__kernel SIZED void local_response_gradient(__global const T *restrict x, __global const T *restrict dy,
        __global const T *restrict products, __global T *restrict dx, const Numbers n, const T share, const T beta,
        const T k) {
    const int channels = n.v[1], plane = n.v[2];
    FOR(i, n.v[0] * channels * plane) {
        const int c = i / plane % channels, column = i - c * plane;
        const int from = max(0, c - n.v[3]), end = min(channels, c + n.v[3] + 1);
        T sum = 0;
        for (int j = from; j < end; j++) sum += products[column + j * plane];
        dx[i] = dy[i] * f_pow(base(x, &n, column, c, share, k), -beta) - 2 * beta * share * x[i] * sum;
    }
}
