package org.neocog.layer.activation;

import java.util.function.BiFunction;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;

/** Applies a function without options to each element. Input and output have one shape, any one. */
abstract class ActivationLayer implements LayerType {
    private final String name;
    private final String summary;
    private final BiFunction<GraphBuilder, Value, Value> function;

    ActivationLayer(String name, String summary, BiFunction<GraphBuilder, Value, Value> function) {
        this.name = name;
        this.summary = summary;
        this.function = function;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne((to, x) -> function.apply(to.graph(), x));
    }
}
