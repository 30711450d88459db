package org.neocog.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.neocog.architecture.AuxiliaryOutput;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;

/** The layers of a network that give one number per class: the last {@code dense} or {@code conv2d} on the way to each output. */
final class ClassifierHead {
    private static final Map<String, String> SIZES = Map.of("dense", "units", "conv2d", "filters");

    private ClassifierHead() {}

    /** The same network with classifiers for another number of classes, under the same names. */
    static ModelSpec replace(ModelSpec network, int classes) {
        Set<String> heads = of(network);
        List<LayerDeclaration> layers = new ArrayList<>();
        for (LayerDeclaration layer : network.layers()) {
            layers.add(
                    heads.contains(layer.name())
                            ? new LayerDeclaration(
                                    layer.name(), layer.type(), resized(layer, classes), layer.from(), layer.location())
                            : layer);
        }
        return new ModelSpec(network.input(), layers, network.auxiliary());
    }

    private static ConfigNode resized(LayerDeclaration layer, int classes) {
        ConfigNode size = ConfigNode.of(classes);
        String key = Objects.requireNonNull(SIZES.get(layer.type()), "a head is of these types");
        return layer.options() instanceof MappingNode options ? options.with(key, size) : MappingNode.of(key, classes);
    }

    /** The names of the layers. */
    static Set<String> of(ModelSpec network) {
        Map<String, LayerDeclaration> byName = new HashMap<>();
        Map<String, String> before = new HashMap<>();
        String last = LayerDeclaration.INPUT;
        for (LayerDeclaration layer : network.layers()) {
            byName.put(layer.name(), layer);
            before.put(
                    layer.name(), layer.from().isEmpty() ? last : layer.from().get(0));
            last = layer.name();
        }
        Set<String> heads = new LinkedHashSet<>();
        heads.add(headOf(last, byName, before));
        for (AuxiliaryOutput output : network.auxiliary()) {
            heads.add(headOf(output.layer(), byName, before));
        }
        return heads;
    }

    private static String headOf(String output, Map<String, LayerDeclaration> byName, Map<String, String> before) {
        String name = output;
        for (LayerDeclaration layer = byName.get(name); layer != null; layer = byName.get(name)) {
            if (SIZES.containsKey(layer.type())) {
                return name;
            }
            name = before.getOrDefault(name, LayerDeclaration.INPUT);
        }
        throw new ConfigException(
                Location.origin("model.head"),
                "must replace a dense or conv2d layer, but output \"" + output
                        + "\" comes from none. Take head out, and change the layers.");
    }
}
