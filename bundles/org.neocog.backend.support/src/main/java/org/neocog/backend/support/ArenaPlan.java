package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.Graph;
import org.neocog.graph.Value;

/**
 * Where in one arena each value of a graph lies. Values that are live at the same node never overlap; a node's operands and results count as
 * live together. Provided by the framework.
 *
 * <p>Largest values first, each into the smallest gap that holds it among those that live with it, else behind them. Threading: immutable.
 *
 * <p>Source: Y. Pisarchyk, J. Lee, "Efficient memory management for deep neural net inference", 2020, §5.2 (greedy by size, offsets).
 */
public final class ArenaPlan {
    private record Placed(Block block, long offset) {
        long end() {
            return offset + block.bytes;
        }
    }

    private final Placement placement;
    private final Map<Value, Long> offsets = new HashMap<>();
    private final long bytes;
    private final long lowerBound;

    private ArenaPlan(Graph graph, Placement placement, long alignment) {
        this.placement = placement;
        List<Block> blocks = Block.of(graph, placement);
        List<Placed> placed = new ArrayList<>();
        long top = 0;
        for (Block block : blocks) {
            List<Placed> neighbours = placed.stream()
                    .filter(other -> other.block.overlaps(block))
                    .sorted(Comparator.comparingLong(Placed::offset))
                    .toList();
            Placed place = new Placed(block, place(block.bytes, neighbours, alignment));
            placed.add(place);
            top = Math.max(top, place.end());
            for (Value value : block.values) {
                offsets.put(value, place.offset);
            }
        }
        bytes = aligned(top, alignment);
        lowerBound = Block.peak(blocks, graph.nodes().size());
    }

    /**
     * Plans a graph whose nodes run in the order of their ids.
     *
     * @param alignment of every offset in bytes, at least 1
     */
    public static ArenaPlan of(Graph graph, Placement placement, long alignment) {
        if (alignment < 1) {
            throw new IllegalArgumentException("arena plan: the alignment must be at least 1, but alignment="
                    + alignment + ". Give 64 for most devices.");
        }
        return new ArenaPlan(graph, placement, alignment);
    }

    private static long place(long bytes, List<Placed> neighbours, long alignment) {
        long best = -1;
        long smallestGap = Long.MAX_VALUE;
        long at = 0;
        for (Placed neighbour : neighbours) {
            long gap = neighbour.offset - at;
            if (gap >= bytes && gap < smallestGap) {
                best = at;
                smallestGap = gap;
            }
            at = Math.max(at, aligned(neighbour.end(), alignment));
        }
        return best >= 0 ? best : at;
    }

    private static long aligned(long offset, long alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }

    /** Byte in the arena at which the value starts; -1 if it lies, or is an alias of what lies, elsewhere. */
    public long offset(Value value) {
        return offsets.getOrDefault(value, -1L);
    }

    /** The value in whose memory this one lies; itself if it is no alias. */
    public Value root(Value value) {
        return Block.root(value, placement);
    }

    /** Size of the arena. */
    public long bytes() {
        return bytes;
    }

    /** Most bytes that are live at one node; no plan can take less. */
    public long lowerBound() {
        return lowerBound;
    }
}
