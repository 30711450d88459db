package org.neocog.backend.testkit;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** One operand of a case: its type and how its elements come about. Elements are always as the element type can hold them. */
record Operand(TensorType type, Fill fill) {
    /** Writes all elements. */
    @FunctionalInterface
    interface Fill {
        void into(NdArray array, SplittableRandom random);
    }

    NdArray make(SplittableRandom random) {
        NdArray array = NdArray.zeros(type);
        fill.into(array, random);
        return array.rounded();
    }

    static Operand each(TensorType type, ToDoubleFunction<SplittableRandom> element) {
        return new Operand(type, (array, random) -> {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, element.applyAsDouble(random));
            }
        });
    }

    /** Uniform in [from, to). */
    static Operand between(double from, double to, ElementType element, long... dims) {
        return each(TensorType.of(element, dims), random -> from + (to - from) * random.nextDouble());
    }

    /** Uniform in [-1, 1). */
    static Operand uniform(ElementType element, long... dims) {
        return between(-1, 1, element, dims);
    }

    /** Uniform in [0.5, 1.5). */
    static Operand positive(ElementType element, long... dims) {
        return between(0.5, 1.5, element, dims);
    }

    /** Whole numbers from {@code least} to {@code greatest}. */
    static Operand whole(int least, int greatest, ElementType element, long... dims) {
        return each(TensorType.of(element, dims), random -> random.nextInt(least, greatest + 1));
    }

    /** All different, none 0, between -1 and 1, in random order: nothing is near a kink. */
    static Operand spread(ElementType element, long... dims) {
        return new Operand(TensorType.of(element, dims), (array, random) -> {
            int n = array.size();
            for (int i = 0; i < n; i++) {
                array.set(i, (i + 0.37) / n * 2 - 1);
            }
            for (int i = n - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double kept = array.get(i);
                array.set(i, array.get(j));
                array.set(j, kept);
            }
        });
    }

    /** Few values, many of them equal: ties. */
    static Operand ties(ElementType element, long... dims) {
        return whole(1, 3, element, dims);
    }

    /** Just these, repeated. */
    static Operand of(TensorType type, double... values) {
        return new Operand(type, (array, random) -> {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, values[i % values.length]);
            }
        });
    }

    /** Like this one, but with one element in {@code every} replaced by one of {@code values}. */
    Operand with(int every, double... values) {
        return new Operand(type, (array, random) -> {
            fill.into(array, random);
            for (int i = 0; i < array.size(); i++) {
                if (random.nextInt(every) == 0) {
                    array.set(i, values[random.nextInt(values.length)]);
                }
            }
        });
    }

    /** Any 64 bits, in int64: beyond what float64 holds exactly. */
    static Operand wide(long... dims) {
        return longs(Long.MIN_VALUE, Long.MAX_VALUE, dims);
    }

    private static Operand longs(long least, long limit, long... dims) {
        return new Operand(TensorType.of(ElementType.INT64, dims), (array, random) -> {
            for (int i = 0; i < array.size(); i++) {
                array.setLong(i, random.nextLong(least, limit));
            }
        });
    }

    /** Random elements of any type; integers over most of their range, but within that of float64. */
    static Operand any(ElementType element, long... dims) {
        return switch (element) {
            case INT64 -> longs(-NdArray.EXACT, NdArray.EXACT + 1, dims);
            case INT32 -> whole(-2_000_000_000, 2_000_000_000, element, dims);
            case UINT8 -> whole(0, 255, element, dims);
            default -> uniform(element, dims);
        };
    }
}
