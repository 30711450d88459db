package org.neocog.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.tensor.Tensor;

/** The inputs of one step by name. The tensors stay the caller's. Can be filled anew and used again. Threading: one thread. */
public final class Feed {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Sets one input. */
    public Feed put(String input, Tensor tensor) {
        tensors.put(input, tensor);
        return this;
    }

    /** The inputs by name; a live, unmodifiable view. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }
}
