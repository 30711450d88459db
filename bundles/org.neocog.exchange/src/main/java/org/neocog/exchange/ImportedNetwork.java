package org.neocog.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.architecture.ModelSpec;

/**
 * A network of a file, as layers.
 *
 * @param name what the file calls it, or empty
 * @param network its layers, with the shape of its images
 * @param classes how many numbers it gives for an image
 * @param values every parameter and statistic of the layers, by name
 * @param remarks what became otherwise than in the file, sentences for people
 */
public record ImportedNetwork(
        String name, ModelSpec network, int classes, Map<String, ParameterValues> values, List<String> remarks) {
    public ImportedNetwork {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        remarks = List.copyOf(remarks);
    }
}
