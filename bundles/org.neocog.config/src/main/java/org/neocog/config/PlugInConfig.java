package org.neocog.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A validated reference to a plug-in by name, with its options. Provided by the framework.
 *
 * @param kind the kind of plug-in, for example {@code optimizer}
 * @param type the plug-in's name, for example {@code sgd}
 * @param options the plug-in's options, bound to its schema
 * @param location where the config names the plug-in
 */
public record PlugInConfig(String kind, String type, Options options, Location location) {
    /** Returns {@code {type: NAME, ...}} with every default explicit. */
    public MappingNode toNode() {
        return toNode("type");
    }

    /**
     * Returns the reference as a mapping with every default explicit.
     *
     * @param discriminator the key that holds the name, for example {@code dataset}
     * @return the discriminator first, then the options
     */
    public MappingNode toNode(String discriminator) {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        entries.put(discriminator, new MappingNode.Entry(location, new ScalarNode(type, location)));
        options.toNode().entries().forEach(entries::putIfAbsent);
        return new MappingNode(entries, location);
    }
}
