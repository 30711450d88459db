package org.neocog.architecture.lenet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.PlugInConfig;
import org.neocog.tensor.Shape;

/** Writes the layers of LeNet-5, as a config would have them, one after the other. */
final class LeNet5Layers {
    private static final Shape INPUT = Shape.of(1, 32, 32);

    /**
     * Which of the 6 channels of s2 each of the 16 channels of c3 sees: table I of the paper. First three neighbours, then four (in a
     * ring), then four with gaps, then all: 60 connections.
     */
    private static final List<List<Integer>> C3_CONNECTIONS = List.of(
            List.of(0, 1, 2),
            List.of(1, 2, 3),
            List.of(2, 3, 4),
            List.of(3, 4, 5),
            List.of(0, 4, 5),
            List.of(0, 1, 5),
            List.of(0, 1, 2, 3),
            List.of(1, 2, 3, 4),
            List.of(2, 3, 4, 5),
            List.of(0, 3, 4, 5),
            List.of(0, 1, 4, 5),
            List.of(0, 1, 2, 5),
            List.of(0, 1, 3, 4),
            List.of(1, 2, 4, 5),
            List.of(0, 2, 3, 5),
            List.of(0, 1, 2, 3, 4, 5));

    private static final Map<String, Object> INIT_1998 = Map.of("type", "uniform-fan-in", "limit", 2.4);

    private final Location location;
    private final List<LayerDeclaration> layers = new ArrayList<>();

    LeNet5Layers(Location location) {
        this.location = location;
    }

    ModelSpec modern(int classes, Optional<PlugInConfig> given) {
        add("c1", "conv2d", Map.of("filters", 6, "kernel", 5));
        activation("c1", given, "tanh");
        add("s2", "max-pool", 2);
        add("c3", "conv2d", Map.of("filters", 16, "kernel", 5));
        activation("c3", given, "tanh");
        add("s4", "max-pool", 2);
        add("c5", "conv2d", Map.of("filters", 120, "kernel", 5));
        activation("c5", given, "tanh");
        add("flatten", "flatten", null);
        add("f6", "dense", 84);
        activation("f6", given, "tanh");
        add("output", "dense", classes);
        return new ModelSpec(INPUT, layers);
    }

    ModelSpec published(int classes, Optional<PlugInConfig> given) {
        add("c1", "conv2d", Map.of("filters", 6, "kernel", 5, "weight-init", INIT_1998));
        activation("c1", given, "scaled-tanh");
        add("s2", "subsampling", Map.of("size", 2, "weight-init", INIT_1998));
        activation("s2", given, "scaled-tanh");
        add(
                "c3",
                "conv2d",
                Map.of("filters", 16, "kernel", 5, "connections", C3_CONNECTIONS, "weight-init", INIT_1998));
        activation("c3", given, "scaled-tanh");
        add("s4", "subsampling", Map.of("size", 2, "weight-init", INIT_1998));
        activation("s4", given, "scaled-tanh");
        add("c5", "conv2d", Map.of("filters", 120, "kernel", 5, "weight-init", INIT_1998));
        activation("c5", given, "scaled-tanh");
        add("flatten", "flatten", null);
        add("f6", "dense", Map.of("units", 84, "weight-init", INIT_1998));
        activation("f6", given, "scaled-tanh");
        add("output", "rbf", Map.of("classes", classes));
        return new ModelSpec(INPUT, layers);
    }

    private void activation(String after, Optional<PlugInConfig> given, String usual) {
        add(
                after + ".activation",
                given.map(PlugInConfig::type).orElse(usual),
                given.map(plugIn -> plugIn.options().toNode()).orElse(null));
    }

    private void add(String name, String type, @Nullable Object options) {
        layers.add(new LayerDeclaration(name, type, ConfigNode.of(options).at(location), List.of(), location));
    }
}
