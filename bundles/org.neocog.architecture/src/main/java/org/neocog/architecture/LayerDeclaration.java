package org.neocog.architecture;

import java.util.List;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;

/**
 * One layer of a network, by name of its type.
 *
 * @param name unique in the network; the prefix of its parameters' names. May have dots: {@code layer1.0.conv1}
 * @param type name of the layer type: {@code conv2d}
 * @param options its options as written: a mapping, or what the type's primary option takes
 * @param from names of the layers whose outputs it reads; empty for the one before. {@link #INPUT} is the images
 * @param location where it was declared
 */
public record LayerDeclaration(String name, String type, ConfigNode options, List<String> from, Location location) {
    /** Name of the network's input in {@link #from}. */
    public static final String INPUT = "input";

    public LayerDeclaration {
        from = List.copyOf(from);
    }
}
