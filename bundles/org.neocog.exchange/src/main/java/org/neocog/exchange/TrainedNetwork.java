package org.neocog.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.neocog.graph.Graph;
import org.neocog.tensor.Shape;

/**
 * A network in evaluation mode with the values of its variables.
 *
 * @param name what files call it
 * @param image shape of one image, {@code [C, H, W]}
 * @param graphs its graph for batches of so many images: input {@value #IMAGES}, float32 {@code [N, C, H, W]} as the transforms of the data
 *     give them; output {@value #LOGITS}
 * @param values every variable that the graphs read, by name
 */
public record TrainedNetwork(String name, Shape image, IntFunction<Graph> graphs, Map<String, ParameterValues> values) {
    /** The graphs' input. */
    public static final String IMAGES = "images";

    /** The graphs' output: what the last layer gives. */
    public static final String LOGITS = "logits";

    public TrainedNetwork {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
