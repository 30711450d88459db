// Comparison, selection and conversion of all element types. n.v[0]: number of elements; n.v[1]: which comparison.

#define COMPARE(type) \
    __kernel SIZED void compare_##type(__global const type *restrict a, __global const type *restrict b, \
            __global uchar *restrict y, const Numbers n) { \
        const int how = n.v[1]; \
        FOR(i, n.v[0]) { \
            type l = a[i], r = b[i]; \
            y[i] = how == 0 ? l == r : how == 1 ? l != r : how == 2 ? l < r : how == 3 ? l <= r : how == 4 ? l > r : l >= r; \
        } \
    }
COMPARE(T)
COMPARE(uchar)
COMPARE(int)
COMPARE(long)

#define SELECT(type, bytes) \
    __kernel SIZED void select_##bytes(__global const uchar *restrict mask, __global const type *restrict a, \
            __global const type *restrict b, __global type *restrict y, const Numbers n) { \
        FOR(i, n.v[0]) y[i] = mask[i] ? a[i] : b[i]; \
    }
SELECT(uchar, 1)
SELECT(uint, 4)
SELECT(ulong, 8)

// Integers truncate and saturate, and take NaN as 0.
#define to_same(x) (x)
#define float_to_uchar(x) ((x) >= 255 ? (uchar)255 : (x) > 0 ? (uchar)(x) : (uchar)0)
#define float_to_int(x) ((x) != (x) ? 0 : (x) >= 2147483648.0f ? INT_MAX : (x) <= -2147483648.0f ? INT_MIN : (int)(x))
#define float_to_long(x) \
    ((x) != (x) ? 0 : (x) >= 9223372036854775808.0f ? LONG_MAX : (x) <= -9223372036854775808.0f ? LONG_MIN : (long)(x))
#define integer_to_uchar(x) ((x) >= 255 ? (uchar)255 : (x) > 0 ? (uchar)(x) : (uchar)0)
#define integer_to_int(x) ((x) >= INT_MAX ? INT_MAX : (x) <= INT_MIN ? INT_MIN : (int)(x))

#define CAST(from, to, how) \
    __kernel SIZED void cast_##from##_##to(__global const from *restrict x, __global to *restrict y, const Numbers n) { \
        FOR(i, n.v[0]) { \
            from v = x[i]; \
            y[i] = how(v); \
        } \
    }
CAST(uchar, uchar, to_same)
CAST(uchar, int, to_same)
CAST(uchar, long, to_same)
CAST(int, uchar, integer_to_uchar)
CAST(int, int, to_same)
CAST(int, long, to_same)
CAST(long, uchar, integer_to_uchar)
CAST(long, int, integer_to_int)
CAST(long, long, to_same)
CAST(float, uchar, float_to_uchar)
CAST(float, int, float_to_int)
CAST(float, long, float_to_long)
CAST(uchar, float, convert_float_rte)
CAST(int, float, convert_float_rte)
CAST(long, float, convert_float_rte)
CAST(float, float, to_same)
#ifdef USES_DOUBLE
CAST(double, uchar, float_to_uchar)
CAST(double, int, float_to_int)
CAST(double, long, float_to_long)
CAST(double, float, convert_float_rte)
CAST(double, double, to_same)
CAST(uchar, double, convert_double_rte)
CAST(int, double, convert_double_rte)
CAST(long, double, convert_double_rte)
CAST(float, double, convert_double)
#endif
