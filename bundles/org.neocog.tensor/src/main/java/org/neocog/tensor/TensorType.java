package org.neocog.tensor;

/** Element type and shape: all that is known of a tensor before it is computed. */
public record TensorType(ElementType element, Shape shape) {
    public static TensorType of(ElementType element, long... dims) {
        return new TensorType(element, Shape.of(dims));
    }

    public static TensorType scalar(ElementType element) {
        return new TensorType(element, Shape.scalar());
    }

    /** Number of elements. */
    public long size() {
        return shape.size();
    }

    /** Bytes that the elements take, without padding. */
    public long bytes() {
        return Math.multiplyExact(shape.size(), (long) element.bytes());
    }

    /** {@code float32[64, 1, 28, 28]}. */
    @Override
    public String toString() {
        return element + "" + shape;
    }
}
