package org.neocog.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A catalog of given plug-ins. */
final class FixedCatalog implements Catalog {
    private final Map<String, Map<String, PlugIn>> byKind = new HashMap<>();

    FixedCatalog(Map<String, List<PlugIn>> plugIns) {
        plugIns.forEach((kind, offered) -> {
            Map<String, PlugIn> byName = new TreeMap<>();
            offered.forEach(plugIn -> byName.putIfAbsent(plugIn.name(), plugIn));
            byKind.put(kind, byName);
        });
    }

    @Override
    public Optional<PlugIn> find(String kind, String name) {
        return Optional.ofNullable(byKind.getOrDefault(kind, Map.of()).get(name));
    }

    @Override
    public Collection<PlugIn> all(String kind) {
        return List.copyOf(byKind.getOrDefault(kind, Map.of()).values());
    }
}
