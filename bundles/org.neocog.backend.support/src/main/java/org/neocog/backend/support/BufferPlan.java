package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.Graph;
import org.neocog.graph.Value;

/**
 * Which of a few buffers each value of a graph uses. Values that are live at the same node never share a buffer; a node's operands and
 * results count as live together. Provided by the framework.
 *
 * <p>Largest values first, each into the first buffer that is free during its life. Buffers come in descending size, so that plans of several
 * graphs, run one at a time, can use the same buffers: the greatest size of each number. Threading: immutable.
 *
 * <p>Source: Y. Pisarchyk, J. Lee, "Efficient memory management for deep neural net inference", 2020, §4.3 (greedy by size, shared objects).
 */
public final class BufferPlan {
    private final Placement placement;
    private final Map<Value, Integer> buffers = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final long lowerBound;

    private BufferPlan(Graph graph, Placement placement) {
        this.placement = placement;
        List<List<Block>> users = new ArrayList<>();
        List<Block> blocks = Block.of(graph, placement);
        for (Block block : blocks) {
            int buffer = 0;
            while (buffer < users.size() && users.get(buffer).stream().anyMatch(block::overlaps)) {
                buffer++;
            }
            if (buffer == users.size()) {
                users.add(new ArrayList<>());
                sizes.add(block.bytes);
            }
            users.get(buffer).add(block);
            for (Value value : block.values) {
                buffers.put(value, buffer);
            }
        }
        lowerBound = Block.peak(blocks, graph.nodes().size());
    }

    /** Plans a graph whose nodes run in the order of their ids. */
    public static BufferPlan of(Graph graph, Placement placement) {
        return new BufferPlan(graph, placement);
    }

    /** Number of the value's buffer, from 0 on; -1 if it lies, or is an alias of what lies, elsewhere. */
    public int buffer(Value value) {
        return buffers.getOrDefault(value, -1);
    }

    /** The value in whose memory this one lies; itself if it is no alias. */
    public Value root(Value value) {
        return Block.root(value, placement);
    }

    /** Size of each buffer in bytes, descending. */
    public List<Long> sizes() {
        return List.copyOf(sizes);
    }

    /** All buffers together, in bytes. */
    public long bytes() {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    /** Most bytes that are live at one node; no plan can take less. */
    public long lowerBound() {
        return lowerBound;
    }
}
