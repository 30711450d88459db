package org.neocog.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Catalog;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.tensor.Shape;

/**
 * A network whose layers are found, with options that are checked. Provided by the framework.
 *
 * <p>It can be lowered any number of times: once per graph of a program. What a lowering gives holds no class of a layer's bundle,
 * except the definition of a custom op.
 *
 * <p>Constraints, all checked by {@link #of} and reported together: C1: there is a layer. C2: names of layers are unique, not empty, and not
 * {@link LayerDeclaration#INPUT}. C3: a layer reads layers before it, or {@code input}. C6: an auxiliary output is a layer, once, whose
 * weight is finite and at least 0. On lowering: C4: the images have the shape of {@link #input}. C5: a layer declares a parameter or
 * statistic once, or again with the same type, role and initial values; no two layers declare the same variable.
 *
 * <p>Threading: immutable, as its layers are.
 */
public final class Model {
    /**
     * Input of a lowered graph that has random numbers: int64 {@code [2]}, the seed and the step. A graph without random numbers
     * does not have it.
     */
    public static final String RANDOM_STATE = "random";

    private final ModelSpec spec;
    private final List<BoundLayer> layers;

    private Model(ModelSpec spec, List<BoundLayer> layers) {
        this.spec = spec;
        this.layers = List.copyOf(layers);
    }

    /**
     * What a lowering emitted.
     *
     * @param output value of the last layer
     * @param variables parameters and statistics in the order of their declaration
     * @param updates what statistics hold after a step; empty when not training
     * @param layerOutputs the output of each layer by its name, in the order of the layers
     * @param auxiliary further outputs, whose weighted losses are added to that of {@code output}; empty when not training. The parameters
     *     of their layers are declared in every lowering
     */
    public record Lowered(
            Value output,
            List<DeclaredVariable> variables,
            Map<Variable, Value> updates,
            Map<String, Value> layerOutputs,
            List<WeightedOutput> auxiliary) {
        public Lowered {
            auxiliary = List.copyOf(auxiliary);
            variables = List.copyOf(variables);
            updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
            layerOutputs = Collections.unmodifiableMap(new LinkedHashMap<>(layerOutputs));
        }
    }

    /**
     * A further output of training.
     *
     * @param value shaped as the network's output
     * @param weight factor of its loss
     */
    public record WeightedOutput(Value value, double weight) {}

    /**
     * A parameter or statistic with its first values.
     *
     * @param variable named {@code <layer>.<parameter>}
     * @param initialization how its first values are made
     */
    public record DeclaredVariable(Variable variable, Initialization initialization) {}

    /**
     * Finds the layer types of a network and checks its options and edges.
     *
     * @param spec the network
     * @param catalog the installed layer types, and the plug-ins that their options name
     * @return the model
     * @throws org.neocog.config.ConfigException with everything that is wrong, each at its layer's place
     */
    public static Model of(ModelSpec spec, Catalog catalog) {
        return new Model(spec, ModelBinding.bind(spec, catalog));
    }

    /** Shape of one image, {@code [C, H, W]}, or null where the data decides. */
    public @Nullable Shape input() {
        return spec.input();
    }

    /** The layers, in an order in which each comes after those that it reads. */
    public List<LayerDeclaration> layers() {
        return spec.layers();
    }

    /** Further outputs, which only training has. */
    public List<AuxiliaryOutput> auxiliary() {
        return spec.auxiliary();
    }

    /**
     * Emits the ops of all layers, each in the builder's scope of its name.
     *
     * @param builder the graph
     * @param images a value of the graph, {@code [N, C, H, W]}
     * @param training whether the graph trains
     * @return the output and what was declared
     * @throws org.neocog.config.ConfigException if a layer's inputs do not fit it, at the layer's place
     */
    public Lowered lower(GraphBuilder builder, Value images, boolean training) {
        return lower(builder, images, training, layer -> false);
    }

    /**
     * As above, with some layers as in evaluation though the graph trains: frozen normalization goes on with its running statistics.
     *
     * @param settled whether the layer of a name is lowered as in evaluation
     */
    public Lowered lower(GraphBuilder builder, Value images, boolean training, Predicate<String> settled) {
        BoundLayer first = layers.get(0);
        Shape expected = spec.input();
        Shape given = images.shape();
        if (expected != null
                && (given.rank() < 1 || !given.range(1, given.rank()).equals(expected))) {
            throw first.reject(
                    "C4",
                    "the images must have the shape that the network is made for",
                    "Pad, crop or scale them by a transform.",
                    "images",
                    given.rank() < 1 ? given : given.range(1, given.rank()),
                    "input",
                    expected);
        }
        ModelLowering lowering = new ModelLowering(builder, training, settled);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(LayerDeclaration.INPUT, images);
        Value last = images;
        for (BoundLayer layer : layers) {
            List<Value> inputs = layer.from().stream().map(outputs::get).toList();
            last = lowering.lower(layer, inputs);
            outputs.put(layer.name(), last);
        }
        outputs.remove(LayerDeclaration.INPUT);
        List<WeightedOutput> auxiliary = new ArrayList<>();
        if (training) {
            for (AuxiliaryOutput further : spec.auxiliary()) {
                Value value = Objects.requireNonNull(outputs.get(further.layer()), "binding checked C6");
                auxiliary.add(new WeightedOutput(value, further.weight()));
            }
        }
        return new Lowered(last, lowering.variables(), lowering.updates(), outputs, auxiliary);
    }
}
