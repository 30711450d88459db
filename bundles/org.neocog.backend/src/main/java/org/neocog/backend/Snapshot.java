package org.neocog.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.tensor.Tensor;

/** The variables of a program at one step boundary, by name, as plain tensors. Owns them. */
public final class Snapshot implements AutoCloseable {
    private final Map<String, Tensor> tensors;

    /** Takes over the tensors: they are closed with the snapshot. */
    public Snapshot(Map<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** The tensors by variable name, in the program's order. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** The tensor of that name. @throws BackendException if there is none */
    public Tensor tensor(String variable) {
        Tensor tensor = tensors.get(variable);
        if (tensor == null) {
            throw new BackendException(
                    "snapshot: there is no variable \"" + variable + "\"; variables: " + tensors.keySet() + ".");
        }
        return tensor;
    }

    /** Closes every tensor. Closing twice does nothing. */
    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
