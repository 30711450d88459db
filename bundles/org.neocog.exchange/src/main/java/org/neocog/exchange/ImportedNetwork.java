package org.neocog.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.architecture.ModelSpec;

/**
 * A network that was read from a file.
 *
 * @param name what the file calls it; may be empty
 * @param network its layers, which may name layer types of the format's own bundle
 * @param values values of all variables of those layers, by name
 */
public record ImportedNetwork(String name, ModelSpec network, Map<String, ParameterValues> values) {
    public ImportedNetwork {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
