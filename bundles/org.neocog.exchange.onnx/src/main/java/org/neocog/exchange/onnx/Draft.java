package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.onnx.Source.Edge;
import org.neocog.exchange.onnx.Source.Known;
import org.neocog.tensor.Shape;

/**
 * A result of a node, on the way to be a layer.
 *
 * @param node the node's name in the file, or empty
 * @param output which of its results
 * @param inputs null where an optional one is left out
 * @param shape of the result
 */
record Draft(
        String node,
        String operator,
        int opset,
        int output,
        Attributes attributes,
        List<@Nullable Source> inputs,
        Shape shape) {
    Draft {
        inputs = Collections.unmodifiableList(new ArrayList<>(inputs));
    }

    Draft with(String otherOperator, Attributes others, List<@Nullable Source> otherInputs) {
        return new Draft(node, otherOperator, opset, output, others, otherInputs, shape);
    }

    Draft withInputs(List<@Nullable Source> others) {
        return with(operator, attributes, others);
    }

    @Nullable
    Source input(int index) {
        return index < inputs.size() ? inputs.get(index) : null;
    }

    /** The draft, or the images, that input {@code index} comes from; {@code Integer.MIN_VALUE} if it is none. */
    int edge(int index) {
        return input(index) instanceof Edge edge ? edge.draft() : Integer.MIN_VALUE;
    }

    boolean isEdge(int index) {
        return input(index) instanceof Edge;
    }

    /** The values of input {@code index}, or null if they are not known. */
    @Nullable
    Known known(int index) {
        return input(index) instanceof Known known ? known : null;
    }

    /** The drafts that it reads, in order. */
    List<Integer> edges() {
        List<Integer> edges = new ArrayList<>();
        for (Source input : inputs) {
            if (input instanceof Edge edge) {
                edges.add(edge.draft());
            }
        }
        return edges;
    }
}
