package org.neocog.exchange.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.graph.ConstantData;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * A tensor whose values are known: a weight, or a constant.
 *
 * @param floats the values, row-major, if they are float32; not copied
 * @param others the values of any other type
 */
record Numbers(ElementType element, Shape shape, float[] floats, double[] others) {
    private static final float[] NO_FLOATS = {};
    private static final double[] NO_OTHERS = {};

    static Numbers ofFloats(Shape shape, float... values) {
        return new Numbers(ElementType.FLOAT32, shape, values, NO_OTHERS);
    }

    static Numbers of(ElementType element, Shape shape, double... values) {
        if (element != ElementType.FLOAT32) {
            return new Numbers(element, shape, NO_FLOATS, values);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return ofFloats(shape, floats);
    }

    static Numbers integers(long... values) {
        return of(
                ElementType.INT64,
                Shape.of(values.length),
                Arrays.stream(values).asDoubleStream().toArray());
    }

    static Numbers integers(List<Long> values) {
        return integers(values.stream().mapToLong(value -> value).toArray());
    }

    boolean isReal() {
        return element.isFloating();
    }

    int count() {
        return element == ElementType.FLOAT32 ? floats.length : others.length;
    }

    double get(int index) {
        return element == ElementType.FLOAT32 ? floats[index] : others[index];
    }

    /** The one value. */
    double single() {
        if (count() != 1) {
            throw new OperatorException("there must be one number", "shape", shape);
        }
        return get(0);
    }

    double[] toArray() {
        return element == ElementType.FLOAT32
                ? IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray()
                : others.clone();
    }

    float[] toFloats() {
        if (element == ElementType.FLOAT32) {
            return floats;
        }
        float[] values = new float[others.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) others[i];
        }
        return values;
    }

    List<Long> toList() {
        return IntStream.range(0, count()).mapToObj(i -> (long) get(i)).toList();
    }

    /** As a constant of a graph; real numbers in the type that it computes in. */
    ConstantData data(ElementType real) {
        return ConstantData.of(isReal() ? real : element, shape, toArray());
    }

    /** The same numbers in another shape. */
    Numbers as(Shape other) {
        if (other.size() != shape.size()) {
            throw new OperatorException("the number of elements must stay the same", "from", shape, "to", other);
        }
        return new Numbers(element, other, floats, others);
    }

    /** Whether shape and values are the same. */
    boolean isSame(Numbers other) {
        return element == other.element
                && shape.equals(other.shape)
                && Arrays.equals(floats, other.floats)
                && Arrays.equals(others, other.others);
    }
}
