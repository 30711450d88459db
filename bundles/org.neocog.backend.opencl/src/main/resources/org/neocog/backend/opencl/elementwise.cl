// One elementwise op. n.v[0]: number of elements.

#define UNARY(name) \
    __kernel SIZED void unary_##name(__global const T *restrict x, __global T *restrict y, const Numbers n) { \
        FOR(i, n.v[0]) y[i] = f_##name(x[i]); \
    }
UNARY(negate)
UNARY(abs)
UNARY(sign)
UNARY(floor)
UNARY(exp)
UNARY(log)
UNARY(sqrt)
UNARY(rsqrt)
UNARY(tanh)
UNARY(sigmoid)
UNARY(relu)

#define BINARY(name) \
    __kernel SIZED void binary_##name( \
            __global const T *restrict a, __global const T *restrict b, __global T *restrict y, const Numbers n) { \
        FOR(i, n.v[0]) y[i] = f_##name(a[i], b[i]); \
    }
BINARY(add)
BINARY(subtract)
BINARY(multiply)
BINARY(divide)
BINARY(maximum)
BINARY(minimum)
BINARY(power)
