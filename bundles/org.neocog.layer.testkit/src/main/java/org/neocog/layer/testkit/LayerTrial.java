package org.neocog.layer.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.neocog.config.Problems;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.GraphException;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** One layer with options, to be lowered by itself. */
final class LayerTrial {
    private final String title;
    private final LayerSpec spec;

    /** Binds the options. @throws ConfigException if they are wrong */
    LayerTrial(LayerType type, @Nullable Object options) {
        title = type.name() + " \"layer\"";
        Problems problems = new Problems();
        Options bound = new Binder(initializers(), problems)
                .bind(type.schema(), ConfigNode.of(options).at(LoneLowering.PLACE), title);
        problems.throwIfAny();
        spec = type.create(bound);
    }

    /** One lowering: the graph so far, and what is in it. */
    record Lowered(GraphBuilder builder, List<Value> inputs, Value output, LoneLowering lowering) {}

    /** Lowers it. @throws ConfigException if the inputs do not fit */
    Lowered lower(List<Shape> shapes, boolean training, ElementType element) {
        GraphBuilder builder = new GraphBuilder("layer");
        List<Value> inputs = new ArrayList<>();
        for (Shape shape : shapes) {
            inputs.add(builder.input(input(inputs.size()), new TensorType(element, shape)));
        }
        LoneLowering lowering = new LoneLowering(builder, training, element, title);
        try {
            return new Lowered(builder, inputs, spec.lower(lowering, inputs), lowering);
        } catch (GraphException refusal) {
            ConfigException named = new ConfigException(LoneLowering.PLACE, title + ": " + refusal.getMessage());
            named.initCause(refusal);
            throw named;
        }
    }

    /** Name of an input in the graph. */
    static String input(int index) {
        return "input/" + index;
    }

    private static Catalog initializers() {
        Option<Double> value = Option.number("value", "value of every element").orElse(0.0);
        return Catalog.of(Map.of(
                Initialization.INITIALIZER,
                List.of(
                        new Initializer("he", Schema.empty()),
                        new Initializer("constant", Schema.of(value).primary(value)))));
    }

    private record Initializer(String name, Schema schema) implements PlugIn {
        @Override
        public String summary() {
            return "Stands for an initializer.";
        }
    }
}
