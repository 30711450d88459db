package org.neocog.layer.core;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * Makes one row of features of each image, row-major: channel by channel, then row by row.
 *
 * <p>Input {@code [N, ..]}, output {@code [N, product of the rest]}. C1: the input has a batch.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=flatten")
public final class FlattenLayer implements LayerType {
    @Override
    public String name() {
        return "flatten";
    }

    @Override
    public String summary() {
        return "Makes one row of features of each image.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne(FlattenLayer::lower);
    }

    private static Value lower(Lowering to, Value x) {
        Shape shape = x.shape();
        if (shape.rank() < 1) {
            throw to.reject("C1", "the input must be [N, ..]", "Change the layer before it.", "input", shape);
        }
        return to.graph().reshape(x, Shape.of(shape.dim(0), Spatial.ofOne(shape).size()));
    }
}
