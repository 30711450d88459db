package org.neocog.layer.core;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y[n, c, ..] = e^x[n, c, ..] / sum over c of e^x[n, c, ..]}, computed without overflow. The loss {@code softmax-cross-entropy} has
 * its own: a network that it trains ends in the layer before this one.
 *
 * <p>Input and output {@code [N, C, ..]}. C1: the input has channels.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=softmax")
public final class SoftmaxLayer implements LayerType {
    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public String summary() {
        return "Makes probabilities of the channels.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne(SoftmaxLayer::lower);
    }

    private static Value lower(Lowering to, Value x) {
        if (x.shape().rank() < 2) {
            throw to.reject("C1", "the input must be [N, C, ..]", "Change the layer before it.", "input", x.shape());
        }
        return to.graph().softmax(x, 1);
    }
}
