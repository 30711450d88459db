// Put before every program. Macros given at build:
//   T     element type of floating values: float or double
//   BITS  integer type of T's size: int or long
//   CPU   defined for processors: one work-item per group, which walks a range of its own; no barriers
//   GROUP_SIZE  work-items per group (1 with CPU)
#ifdef USES_DOUBLE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define T16 CAT(T, 16)

/* Attributes and sizes of one launch; each kernel says what stands where. */
typedef struct { int v[64]; } Numbers;

#define SIZED __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
#define GROUP ((int)get_group_id(0))
#define GROUPS ((int)get_num_groups(0))

#ifdef CPU
// Elements of a range, one part of it for each group.
#define FOR(i, n) \
    for (int i = (int)((long)(n) * GROUP / GROUPS), end_##i = (int)((long)(n) * (GROUP + 1) / GROUPS); i < end_##i; i++)
#define ITEM 0
#define SHARED(type, name)
#else
#define FOR(i, n) for (int i = (int)get_global_id(0); i < (n); i += (int)get_global_size(0))
#define ITEM ((int)get_local_id(0))
#define SHARED(type, name) __local type name[GROUP_SIZE];
#endif

/* Place of combination `number` of `rank` axes, counted row-major. */
int place(int number, int rank, const int *sizes, const int *strides) {
    int at = 0;
    for (int i = rank - 1; i > 0; i--) {
        at += number % sizes[i] * strides[i];
        number /= sizes[i];
    }
    return rank == 0 ? 0 : at + number * strides[0];
}

T sum16(T16 a) {
    T s = a.s0 + a.s8 + (a.s1 + a.s9) + (a.s2 + a.sa + (a.s3 + a.sb));
    return s + (a.s4 + a.sc + (a.s5 + a.sd) + (a.s6 + a.se + (a.s7 + a.sf)));
}

// ---- functions of single elements, as the op set defines them

T f_sign(T x) { return x > 0 ? (T)1 : x < 0 ? (T)-1 : x; }
T f_relu(T x) { return x > 0 || x != x ? x : (T)0; }
T f_max(T a, T b) {
    return a != a || b != b ? (T)NAN : a > b ? a : b > a ? b : signbit(a) ? b : a;
}
T f_min(T a, T b) {
    return a != a || b != b ? (T)NAN : a < b ? a : b < a ? b : signbit(a) ? a : b;
}
/* Unlike C, Java knows no power of 1 that is not a number. */
T f_pow(T a, T b) {
    return b == 0 ? (T)1 : b != b || (isinf(b) && fabs(a) == 1) ? (T)NAN : b == 1 ? a : b == 2 ? a * a : pow(a, b);
}
T f_rsqrt(T x) { return 1 / sqrt(x); }
T f_sigmoid(T x) { return 1 / (1 + exp(-x)); }
#define f_negate(x) (-(x))
#define f_abs(x) fabs(x)
#define f_floor(x) floor(x)
#define f_exp(x) exp(x)
#define f_log(x) log(x)
#define f_sqrt(x) sqrt(x)
#define f_tanh(x) tanh(x)
#define f_add(a, b) ((a) + (b))
#define f_subtract(a, b) ((a) - (b))
#define f_multiply(a, b) ((a) * (b))
#define f_divide(a, b) ((a) / (b))
#define f_maximum(a, b) f_max(a, b)
#define f_minimum(a, b) f_min(a, b)
#define f_power(a, b) f_pow(a, b)
