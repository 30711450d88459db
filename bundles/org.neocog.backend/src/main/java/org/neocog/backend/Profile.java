package org.neocog.backend;

import java.util.List;

/**
 * Where the time of one step went.
 *
 * @param nanos time of the whole step, copies of inputs and outputs included
 * @param parts what ran, in this order; together they take at most {@code nanos}
 */
public record Profile(long nanos, List<Part> parts) {
    public Profile {
        parts = List.copyOf(parts);
    }

    /**
     * Something that a step did.
     *
     * @param op name of the op that it computes, such as {@code convolution}, of the last one if it computes several together; of what belongs to
     *     no op, a word of the backend's own, such as {@code update}
     * @param scope layer, or other scope of the graph, that the op belongs to; empty for none
     * @param kernel how the backend computes it, for people
     * @param nanos time that it took
     */
    public record Part(String op, String scope, String kernel, long nanos) {}
}
