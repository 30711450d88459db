package org.neocog.exchange;

import org.neocog.tensor.Shape;

/**
 * Values of one parameter or statistic, outside of any backend.
 *
 * @param values row-major, as many as the shape has elements; not copied
 */
public record ParameterValues(Shape shape, float[] values) {
    public ParameterValues {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException("values: there must be one per element, but values=" + values.length
                    + ", shape=" + shape + ". Pass all of them.");
        }
    }
}
