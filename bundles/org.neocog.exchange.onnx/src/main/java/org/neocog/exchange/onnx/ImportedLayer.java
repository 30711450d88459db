package org.neocog.exchange.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.config.MappingNode;

/**
 * A layer that a draft becomes, before it has a name.
 *
 * @param type of the layer
 * @param options of the type
 * @param values of its parameters and statistics, by their names within the layer
 * @param edges the drafts that it reads, in order
 * @param hint what the file calls its first weight, or empty
 */
record ImportedLayer(String type, MappingNode options, Map<String, Numbers> values, List<Integer> edges, String hint) {
    ImportedLayer {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        edges = List.copyOf(edges);
    }

    static ImportedLayer plain(String type, MappingNode options, Draft draft) {
        return new ImportedLayer(type, options, Map.of(), draft.edges(), "");
    }
}
