// Softmax and the loss on it; one row of numbers per step of FOR.

T greatest(__global const T *x, int at, int step, int size) {
    T m = -INFINITY;
    for (int i = 0; i < size; i++) {
        const T v = x[at + i * step];
        m = v > m || v != v ? v : m;
    }
    return m;
}

T exponentials(__global const T *x, int at, int step, int size, T m) {
    T sum = 0;
    for (int i = 0; i < size; i++) sum += exp(x[at + i * step] - m);
    return sum;
}

// x is [outer, size, inner]. n.v[0]: rows; [1]: size; [2]: inner; [3]: whether the logarithm is wanted.
__kernel SIZED void softmax(__global const T *restrict x, __global T *restrict y, const Numbers n) {
    const int size = n.v[1], inner = n.v[2];
    FOR(row, n.v[0]) {
        const int at = row / inner * size * inner + row % inner;
        const T m = greatest(x, at, inner, size);
        const T sum = exponentials(x, at, inner, size, m);
        if (n.v[3]) {
            const T shift = log(sum);
            for (int i = at; i < at + size * inner; i += inner) y[i] = x[i] - m - shift;
        } else {
            for (int i = at; i < at + size * inner; i += inner) y[i] = exp(x[i] - m) / sum;
        }
    }
}

// n.v[0]: examples; [1]: classes.
__kernel SIZED void loss_labels(
        __global const T *restrict x, __global const int *restrict labels, __global T *restrict y, const Numbers n) {
    const int size = n.v[1];
    FOR(row, n.v[0]) {
        const int at = row * size, label = labels[row];
        const T m = greatest(x, at, 1, size);
        const T shift = log(exponentials(x, at, 1, size, m));
        y[row] = label >= 0 && label < size ? -(x[at + label] - m - shift) : (T)NAN;
    }
}

__kernel SIZED void loss_targets(
        __global const T *restrict x, __global const T *restrict targets, __global T *restrict y, const Numbers n) {
    const int size = n.v[1];
    FOR(row, n.v[0]) {
        const int at = row * size;
        const T m = greatest(x, at, 1, size);
        const T shift = log(exponentials(x, at, 1, size, m));
        T sum = 0;
        for (int i = at; i < at + size; i++) sum -= targets[i] * (x[i] - m - shift);
        y[row] = sum;
    }
}

__kernel SIZED void loss_labels_gradient(__global const T *restrict x, __global const int *restrict labels,
        __global const T *restrict dy, __global T *restrict dx, const Numbers n) {
    const int size = n.v[1];
    FOR(row, n.v[0]) {
        const int at = row * size, label = labels[row];
        if (label < 0 || label >= size) {
            for (int c = 0; c < size; c++) dx[at + c] = NAN;
        } else {
            const T m = greatest(x, at, 1, size);
            const T sum = exponentials(x, at, 1, size, m);
            for (int c = 0; c < size; c++) dx[at + c] = dy[row] * (exp(x[at + c] - m) / sum - (c == label ? 1 : 0));
        }
    }
}

__kernel SIZED void loss_targets_gradient(__global const T *restrict x, __global const T *restrict targets,
        __global const T *restrict dy, __global T *restrict dx, const Numbers n) {
    const int size = n.v[1];
    FOR(row, n.v[0]) {
        const int at = row * size;
        const T m = greatest(x, at, 1, size);
        const T sum = exponentials(x, at, 1, size, m);
        T weight = 0;
        for (int c = 0; c < size; c++) weight += targets[at + c];
        for (int c = 0; c < size; c++) dx[at + c] = dy[row] * (exp(x[at + c] - m) / sum * weight - targets[at + c]);
    }
}
