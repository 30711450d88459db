package org.neocog.architecture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.tensor.Shape;

/**
 * Writes the layers of a network one after the other, as a config would have them. For architecture templates. Provided by the framework.
 *
 * <p>Names are not checked here: {@link Model#of} does that. Threading: for one thread.
 */
public final class NetworkWriter {
    private final Location location;
    private final List<LayerDeclaration> layers = new ArrayList<>();
    private final List<AuxiliaryOutput> auxiliary = new ArrayList<>();

    /** A network without layers, all of which will be declared at one place: that of the template's options. */
    public NetworkWriter(Location location) {
        this.location = location;
    }

    /** Adds a layer without options that reads the layer before it. @return its name */
    public String add(String name, String type) {
        return add(name, type, null);
    }

    /**
     * Adds a layer.
     *
     * @param name unique in the network
     * @param type name of the layer type
     * @param options its options, as in {@link ConfigNode#of}; null for none
     * @param from names of the layers that it reads; none for the one before
     * @return its name
     */
    public String add(String name, String type, @Nullable Object options, String... from) {
        layers.add(new LayerDeclaration(name, type, ConfigNode.of(options).at(location), List.of(from), location));
        return name;
    }

    /** Name of the layer that was added last; {@link LayerDeclaration#INPUT} if there is none. */
    public String last() {
        return layers.isEmpty()
                ? LayerDeclaration.INPUT
                : layers.get(layers.size() - 1).name();
    }

    /** Makes a layer a further output of training. */
    public void auxiliary(String layer, double weight) {
        auxiliary.add(new AuxiliaryOutput(layer, weight));
    }

    /** The network; its output is the layer that was added last. */
    public ModelSpec spec(@Nullable Shape input) {
        return new ModelSpec(input, layers, auxiliary);
    }
}
