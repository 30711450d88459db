package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Value;

/** One piece of memory to place: a value with all that are aliases of it, live from node {@code first} to {@code last}, inclusive. */
final class Block {
    /** Largest first; of equal ones the earliest. */
    static final Comparator<Block> LARGEST_FIRST = Comparator.comparingLong((Block block) -> -block.bytes)
            .thenComparingInt(block -> block.first)
            .thenComparingInt(block -> block.values.get(0).index());

    final List<Value> values = new ArrayList<>();
    long bytes;
    int first = Integer.MAX_VALUE;
    int last = -1;

    private void add(Value value, long size, int definition, int lastUse) {
        values.add(value);
        bytes = Math.max(bytes, size);
        first = Math.min(first, definition);
        last = Math.max(last, lastUse);
    }

    boolean overlaps(Block other) {
        return first <= other.last && other.first <= last;
    }

    /** The blocks of a graph, largest first. */
    static List<Block> of(Graph graph, Placement placement) {
        Liveness liveness = Liveness.of(graph);
        Map<Value, Block> byRoot = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            for (Value value : node.outputs()) {
                Value root = root(value, placement);
                if (placement.planned(root)) {
                    byRoot.computeIfAbsent(root, key -> new Block())
                            .add(value, placement.bytes(value), liveness.definition(value), liveness.lastUse(value));
                }
            }
        }
        List<Block> blocks = new ArrayList<>(byRoot.values());
        blocks.sort(LARGEST_FIRST);
        return blocks;
    }

    /** The value in whose memory this one lies at last; itself if it is no alias. */
    static Value root(Value value, Placement placement) {
        Value root = value;
        @Nullable Value next = placement.aliasOf(root);
        while (next != null) {
            root = next;
            next = placement.aliasOf(root);
        }
        return root;
    }

    /** Most bytes that are live at one node: no plan can be smaller. */
    static long peak(List<Block> blocks, int end) {
        long[] change = new long[end + 2];
        for (Block block : blocks) {
            change[block.first] += block.bytes;
            change[block.last + 1] -= block.bytes;
        }
        long live = 0;
        long peak = 0;
        for (long delta : change) {
            live += delta;
            peak = Math.max(peak, live);
        }
        return peak;
    }
}
