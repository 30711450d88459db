package org.neocog.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * The elements of a constant, immutable and equal by content. A splat (every element the same) keeps one number whatever its shape.
 * Values are stored as double, rounded to the element type; integers are exact to 2^53.
 */
public final class ConstantData {
    private final TensorType type;
    private final double[] values;

    private ConstantData(TensorType type, double[] values) {
        this.type = type;
        this.values = values;
    }

    /** A tensor whose elements all are {@code value}. */
    public static ConstantData splat(TensorType type, double value) {
        return new ConstantData(
                type,
                type.size() == 0 ? new double[0] : new double[] {type.element().round(value)});
    }

    /**
     * A tensor with these elements.
     *
     * @param values row-major
     * @throws GraphException [C1] if their number is not that of the shape
     */
    public static ConstantData of(ElementType element, Shape shape, double... values) {
        GraphException.require(
                values.length == shape.size(),
                "constant",
                "C1",
                "the number of values must be that of the shape",
                "values",
                values.length,
                "shape",
                shape);
        double[] rounded = new double[values.length];
        boolean same = values.length > 0;
        for (int i = 0; i < values.length; i++) {
            rounded[i] = element.round(values[i]);
            same &= Double.doubleToLongBits(rounded[i]) == Double.doubleToLongBits(rounded[0]);
        }
        return new ConstantData(new TensorType(element, shape), same ? new double[] {rounded[0]} : rounded);
    }

    /** Element type and shape. */
    public TensorType type() {
        return type;
    }

    /** Whether there are elements and every one is the same. */
    public boolean isSplat() {
        return values.length == 1;
    }

    /** Whether every element is {@code value} (equal bits; 0.0 is not -0.0). */
    public boolean isSplatOf(double value) {
        return isSplat() && Double.doubleToLongBits(values[0]) == Double.doubleToLongBits(value);
    }

    /** Element {@code index}, row-major. */
    public double get(long index) {
        return isSplat() ? values[0] : values[Math.toIntExact(index)];
    }

    /** All elements, row-major; a copy. */
    public double[] toArray() {
        if (!isSplat()) {
            return values.clone();
        }
        double[] all = new double[type.shape().intSize()];
        Arrays.fill(all, values[0]);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConstantData data && type.equals(data.type) && Arrays.equals(values, data.values);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(values);
    }

    /** The number of a splat, else the first few elements; each as short as its element type allows. */
    @Override
    public String toString() {
        if (isSplat()) {
            return text(values[0]);
        }
        String first = Arrays.stream(values, 0, Math.min(values.length, 4))
                .mapToObj(this::text)
                .collect(Collectors.joining(", ", "[", ""));
        return first + (values.length <= 4 ? "]" : ", ...]");
    }

    private String text(double value) {
        if (!type.element().isFloating()) {
            return Long.toString((long) value);
        }
        return type.element() == ElementType.FLOAT64 ? Double.toString(value) : Float.toString((float) value);
    }
}
