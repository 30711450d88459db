package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * What a result must be, and how far it may be off.
 *
 * <p>With u(T) the unit roundoff of the element type (float64 2^-53, float32 2^-24, bfloat16 2^-8), A the type that T is accumulated in
 * (float64 for float64, else float32), L the number of terms of one result and S the sum of their magnitudes:
 *
 * <pre>
 *   |got - want| &lt;= 8 u(T) |want| + 8 (1 + sqrt(L)) u(A) S + least subnormal of T
 * </pre>
 *
 * S is 0 for functions of single elements, and the greatest result for ops that are no plain sums (normalization, softmax, Lp pooling).
 * Ops that choose or move (shape ops, comparison, maximum, casts, random numbers) are exact. NaN is wanted where there is NaN, and an infinity where
 * there is that infinity. If subnormals may be flushed, the least normal number is added.
 *
 * @param want rounded to the element type
 * @param tolerance how far each element may be off
 * @param zeroSigns whether the sign of zero matters
 */
record Expectation(NdArray want, double[] tolerance, boolean zeroSigns) {

    /** An exact result. */
    static Expectation exact(NdArray want) {
        return new Expectation(want, new double[want.size()], true);
    }

    /** Within {@code relative} of the greatest element, or of 1 if that is greater. */
    static Expectation near(NdArray want, double relative) {
        double[] tolerance = new double[want.size()];
        java.util.Arrays.fill(tolerance, relative * Math.max(1, want.greatestMagnitude()));
        return new Expectation(want, tolerance, false);
    }

    /** For every result of one op. */
    static List<Expectation> of(Op op, List<NdArray> operands, List<TensorType> types, ContractOptions options) {
        List<NdArray> results = Oracle.compute(op, operands, types);
        List<Expectation> expectations = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            NdArray want = results.get(i).rounded();
            if (isExact(op) || !want.type().element().isFloating()) {
                expectations.add(new Expectation(
                        want, new double[want.size()], !(op instanceof ReductionOp || op instanceof PoolingOp)));
            } else {
                NdArray sums = magnitudes(op, operands, types, results, i);
                expectations.add(new Expectation(
                        want, tolerances(want, sums, terms(op, operands, want), options), op instanceof ElementwiseOp));
            }
        }
        return expectations;
    }

    private static boolean isExact(Op op) {
        return op instanceof ShapeOp && !(op instanceof ShapeOp.ScatterAdd)
                || op instanceof SourceOp
                || op instanceof RandomOp
                || op instanceof PoolingOp.MaxPool
                || op instanceof ElementwiseOp.Select
                || op instanceof ElementwiseOp.Cast
                || op instanceof ReductionOp.Reduce reduce && reduce.function() != ReduceFunction.SUM;
    }

    private static double[] tolerances(NdArray want, NdArray sums, double terms, ContractOptions options) {
        ElementType type = want.type().element();
        double accumulator = type == ElementType.FLOAT64 ? Rounding.unit(type) : Rounding.unit(ElementType.FLOAT32);
        double tiny = options.flushesSubnormals() ? Rounding.leastNormal(type) : Rounding.leastSubnormal(type);
        double[] tolerance = new double[want.size()];
        for (int i = 0; i < tolerance.length; i++) {
            double relative = 8 * Rounding.unit(type) * Math.abs(want.get(i));
            double absolute = 8 * (1 + Math.sqrt(terms)) * accumulator * sums.get(i);
            tolerance[i] = options.toleranceFactor() * (relative + absolute) + tiny;
        }
        return tolerance;
    }

    /** S: the same sum of magnitudes where the op is linear, else the greatest result everywhere. */
    private static NdArray magnitudes(
            Op op, List<NdArray> operands, List<TensorType> types, List<NdArray> results, int i) {
        if (op instanceof ElementwiseOp) {
            return results.get(i).map(v -> 0);
        }
        if (isLinear(op)) {
            List<NdArray> magnitudes = new ArrayList<>();
            for (int k = 0; k < operands.size(); k++) {
                boolean chooses = k == 0 && op instanceof PoolingOp.MaxPoolGradient
                        || !operands.get(k).type().element().isFloating();
                magnitudes.add(chooses ? operands.get(k) : operands.get(k).map(Math::abs));
            }
            return Oracle.compute(op, magnitudes, types).get(i);
        }
        double greatest = results.get(i).greatestMagnitude();
        return results.get(i).map(v -> greatest);
    }

    private static boolean isLinear(Op op) {
        return op instanceof ConvolutionOp
                || op instanceof MatrixOp
                || op instanceof ReductionOp
                || op instanceof ShapeOp.ScatterAdd
                || op instanceof PoolingOp.MaxPoolGradient
                || op instanceof PoolingOp.AveragePool
                || op instanceof PoolingOp.AveragePoolGradient;
    }

    /** L: at most that many terms add up to one element of the result. */
    private static double terms(Op op, List<NdArray> operands, NdArray want) {
        if (op instanceof ElementwiseOp) {
            return 1;
        }
        double products = 1;
        for (NdArray operand : operands) {
            products *= Math.max(1, operand.size());
        }
        double each = op instanceof MatrixOp || op instanceof ConvolutionOp
                ? Math.sqrt(products / Math.max(1, want.size()))
                : products / Math.max(1, want.size());
        return Math.max(
                1,
                Math.min(each, operands.stream().mapToInt(NdArray::size).max().orElse(1)));
    }

    /** The greatest deviation of a finite element, as share of the greatest finite magnitude wanted; infinite where the types differ. */
    double error(NdArray got) {
        if (!got.type().equals(want.type())) {
            return Double.POSITIVE_INFINITY;
        }
        double greatest = 0;
        double deviation = 0;
        for (int i = 0; i < got.size(); i++) {
            if (Double.isFinite(want.get(i))) {
                greatest = Math.max(greatest, Math.abs(want.get(i)));
                if (Double.isFinite(got.get(i))) {
                    deviation = Math.max(deviation, Math.abs(got.get(i) - want.get(i)));
                }
            }
        }
        return greatest == 0 ? 0 : deviation / greatest;
    }

    /** @throws AssertionError naming the first element that is off */
    void check(String what, NdArray got) {
        if (!got.type().equals(want.type())) {
            throw new AssertionError(what + " must have type=" + want.type() + ", but type=" + got.type() + ".");
        }
        int wrong = 0;
        int first = -1;
        for (int i = 0; i < got.size(); i++) {
            if (!holds(i, got)) {
                wrong++;
                first = first < 0 ? i : first;
            }
        }
        if (wrong > 0) {
            throw new AssertionError(what + want.indexText(first) + " must be " + text(want, first) + " within "
                    + tolerance[first] + ", but is " + text(got, first) + "; wrong=" + wrong + " of " + got.size()
                    + ", type=" + got.type() + ".");
        }
    }

    private boolean holds(int i, NdArray got) {
        if (want.type().element() == ElementType.INT64) {
            return got.getLong(i) == want.getLong(i);
        }
        double w = want.get(i);
        double g = got.get(i);
        if (Double.isNaN(w) || Double.isNaN(g)) {
            return Double.isNaN(w) && Double.isNaN(g);
        }
        if (w == 0 && g == 0 && zeroSigns) {
            return 1 / w == 1 / g;
        }
        return w == g || Math.abs(g - w) <= tolerance[i] && !Double.isInfinite(w) && !Double.isInfinite(g);
    }

    private static String text(NdArray array, int i) {
        return array.type().element() == ElementType.INT64
                ? Long.toString(array.getLong(i))
                : Double.toString(array.get(i));
    }
}
