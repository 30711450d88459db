package org.neocog.config;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One value of a config, with its place: a scalar, a sequence or a mapping. Provided by the framework; do not implement.
 *
 * <p>Nodes are immutable.
 */
@ProviderType
public sealed interface ConfigNode permits ScalarNode, SequenceNode, MappingNode {
    /** Returns where this value begins. */
    Location location();

    /**
     * Makes a node from code, at {@link Location#NONE}.
     *
     * @param value a map with text keys, a list, a text, flag, integer or number, an enum constant, a path, {@link
     *     Options}, a {@link PlugInConfig}, a node, or null
     * @return the value as a node; a node is returned as it is
     * @throws IllegalArgumentException if the value is of another type
     */
    static ConfigNode of(@Nullable Object value) {
        return NodeOf.of(value);
    }

    /** Returns the value as maps, lists, texts, {@code Boolean}, {@code Long}, {@code Double} and null. */
    @Nullable
    Object toJava();

    /** Returns the value on one line for messages: as a flow mapping or list without quotes, cut where it gets long. */
    default String shown() {
        return NodeText.render(this);
    }

    /**
     * Makes the same value at another place.
     *
     * @param location the new place of this node and of everything in it
     * @return the moved node
     */
    default ConfigNode at(Location location) {
        return NodeOf.moved(this, location);
    }
}
