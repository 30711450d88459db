package org.neocog.layer;

import org.neocog.config.ConfigException;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ProviderType;

/** Where a {@link LayerSpec} emits itself. Provided by the framework; do not implement. */
@ProviderType
public interface Lowering {
    /** Where ops are added; they are attributed to this layer. */
    GraphBuilder graph();

    /** Whether the graph trains: dropout drops, batch normalization uses the batch's statistics. */
    boolean training();

    /**
     * A trainable parameter, in the element type of the layer's input. Declared in every lowering with the same shape.
     *
     * @param name within the layer, as PyTorch names it: {@code weight}, {@code bias}
     */
    Value parameter(String name, Shape shape, Initialization initialization);

    /**
     * Values that start as a parameter does and are never trained, such as a hand-made filter: kept in checkpoints and loaded from files of
     * weights, not counted among the trainable ones.
     *
     * @param name within the layer, as PyTorch names it: {@code weight}, {@code bias}
     */
    Value frozen(String name, Shape shape, Initialization initialization);

    /** A running statistic: not trained, kept in checkpoints, such as {@code running_mean}. */
    Value statistic(String name, Shape shape, double initial);

    /** Sets what {@code statistic} holds after a training step. Ignored when not {@link #training}. */
    void update(Value statistic, Value next);

    /** Uniform numbers in [0, 1), fresh at each step and for each call, equal on every backend. Only when training. */
    Value random(Shape shape);

    /**
     * The error of inputs that do not fit: {@code <type> "<name>": <rule>, but a=1, b=2. <cure> [<label>]}, at the layer's place
     * in the config.
     *
     * @param label {@code C1}, {@code C2}, ... as in the layer's javadoc
     * @param cure what to do, a sentence
     * @param namesAndValues the values that break the rule, alternating name and value
     */
    ConfigException reject(String label, String rule, String cure, Object... namesAndValues);
}
