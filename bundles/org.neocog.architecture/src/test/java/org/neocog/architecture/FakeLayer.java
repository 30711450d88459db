package org.neocog.architecture;

import java.util.List;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;

/** A layer type without options whose ops a test writes. */
record FakeLayer(String name, LayerSpec spec) implements LayerType {
    /** A layer with a parameter of the given shape that it does not use. */
    static FakeLayer declaring(String name, Declaring declaring) {
        return new FakeLayer(name, (to, inputs) -> {
            declaring.accept(to, inputs);
            return inputs.get(0);
        });
    }

    interface Declaring {
        void accept(Lowering to, List<Value> inputs);
    }

    @Override
    public String summary() {
        return "Made by a test.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return spec;
    }
}
