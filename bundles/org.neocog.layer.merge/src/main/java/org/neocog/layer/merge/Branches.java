package org.neocog.layer.merge;

import java.util.List;
import org.neocog.graph.Value;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;

/** The inputs of a layer that joins. */
final class Branches {
    private Branches() {}

    /** C1 of all of them. */
    static void requireSeveral(Lowering to, List<Value> inputs) {
        if (inputs.size() < 2) {
            throw to.reject(
                    "C1", "the layer must have two inputs or more", "Name them in from.", "inputs", inputs.size());
        }
    }

    /** Their shapes without the batch, for messages. */
    static List<Shape> ofOne(List<Value> inputs) {
        return inputs.stream().map(input -> Spatial.ofOne(input.shape())).toList();
    }
}
