package org.neocog.backend.testkit;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Elements of a tensor on the heap, row-major, as float64; those of int64 are kept exactly beside. What oracles compute with. */
final class NdArray {
    /** Integers up to it are exact in float64. */
    static final long EXACT = 1L << 53;

    private final TensorType type;
    private final int[] dims;
    private final double[] values;
    private final long[] longs;

    private NdArray(TensorType type) {
        this.type = type;
        this.dims =
                Arrays.stream(type.shape().dims()).mapToInt(Math::toIntExact).toArray();
        this.values = new double[type.shape().intSize()];
        this.longs = new long[type.element() == ElementType.INT64 ? values.length : 0];
    }

    static NdArray zeros(TensorType type) {
        return new NdArray(type);
    }

    static NdArray of(TensorType type, double... values) {
        NdArray array = new NdArray(type);
        for (int i = 0; i < array.size(); i++) {
            array.set(i, values[i % values.length]);
        }
        return array;
    }

    static NdArray of(Tensor tensor) {
        NdArray array = new NdArray(tensor.type());
        for (int i = 0; i < array.size(); i++) {
            if (tensor.element() == ElementType.INT64) {
                array.setLong(i, tensor.getLong(i));
            } else {
                array.set(i, tensor.getDouble(i));
            }
        }
        return array;
    }

    void writeTo(Tensor tensor) {
        for (int i = 0; i < size(); i++) {
            if (type.element() == ElementType.INT64) {
                tensor.setLong(i, longs[i]);
            } else {
                tensor.setDouble(i, values[i]);
            }
        }
    }

    TensorType type() {
        return type;
    }

    int size() {
        return values.length;
    }

    int rank() {
        return dims.length;
    }

    int dim(int axis) {
        return dims[axis];
    }

    int[] dims() {
        return dims.clone();
    }

    double get(int i) {
        return values[i];
    }

    long getLong(int i) {
        return longs.length > 0 ? longs[i] : (long) values[i];
    }

    void set(int i, double value) {
        values[i] = value;
        if (longs.length > 0) {
            longs[i] = (long) value;
        }
    }

    void setLong(int i, long value) {
        values[i] = value;
        longs[i] = value;
    }

    void addTo(int i, double value) {
        values[i] += value;
    }

    /** Takes over one element of another array of the same element type, exactly. */
    void move(int i, NdArray source, int from) {
        if (longs.length > 0) {
            setLong(i, source.longs[from]);
        } else {
            values[i] = source.values[from];
        }
    }

    /** Row-major position of an index. */
    int at(int... index) {
        return flat(dims, index);
    }

    static int flat(int[] dims, int[] index) {
        int at = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            at = at * dims[axis] + index[axis];
        }
        return at;
    }

    /** All indices in row-major order; the array handed over is used again. */
    static void forEach(int[] dims, Consumer<int[]> use) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        int[] index = new int[dims.length];
        for (int i = 0; i < size; i++) {
            use.accept(index);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
    }

    void forEach(Consumer<int[]> use) {
        forEach(dims, use);
    }

    NdArray map(DoubleUnaryOperator function) {
        NdArray result = new NdArray(type);
        for (int i = 0; i < size(); i++) {
            result.set(i, function.applyAsDouble(values[i]));
        }
        return result;
    }

    /** Every element as its element type can hold it. */
    NdArray rounded() {
        return type.element() == ElementType.INT64 ? this : map(v -> Rounding.to(type.element(), v));
    }

    /** Whether an element is beyond {@link #EXACT}. */
    boolean isWide() {
        return Arrays.stream(longs).anyMatch(v -> v > EXACT || v < -EXACT);
    }

    /** {@code [1, 0, 2]} of a row-major position. */
    String indexText(int i) {
        long[] index = new long[dims.length];
        int rest = i;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return Shape.of(index).toString();
    }

    boolean sameBits(NdArray other) {
        boolean same = type.equals(other.type) && Arrays.equals(longs, other.longs);
        for (int i = 0; same && i < values.length; i++) {
            same = Double.doubleToLongBits(values[i]) == Double.doubleToLongBits(other.values[i]);
        }
        return same;
    }

    double greatestMagnitude() {
        return Arrays.stream(values)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        return type + " " + Arrays.toString(Arrays.copyOf(values, Math.min(values.length, 8)));
    }
}
