package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places buffers in one arena: those that are in use at the same command never overlap. Largest first, each into the smallest gap that holds
 * it.
 *
 * <p>Source: Y. Pisarchyk, J. Lee, "Efficient memory management for deep neural net inference", 2020, §5.2 (greedy by size, offsets).
 */
final class Arena {
    static final long ALIGNMENT = 64;

    private final Map<Buffer, Long> offsets = new IdentityHashMap<>();
    private final long bytes;

    Arena(Collection<Buffer> buffers) {
        List<Buffer> order = new ArrayList<>(buffers);
        order.sort(Comparator.comparingLong((Buffer buffer) -> -buffer.bytes).thenComparingInt(buffer -> buffer.first));
        List<Buffer> placed = new ArrayList<>();
        long top = 0;
        for (Buffer buffer : order) {
            long offset = place(buffer, placed);
            offsets.put(buffer, offset);
            placed.add(buffer);
            top = Math.max(top, offset + aligned(buffer.bytes));
        }
        bytes = top;
    }

    private long place(Buffer buffer, List<Buffer> placed) {
        List<Buffer> neighbours = placed.stream()
                .filter(other -> other.first <= buffer.last && buffer.first <= other.last)
                .sorted(Comparator.comparingLong(this::offset))
                .toList();
        long best = -1;
        long smallest = Long.MAX_VALUE;
        long at = 0;
        for (Buffer neighbour : neighbours) {
            long gap = offset(neighbour) - at;
            if (gap >= aligned(buffer.bytes) && gap < smallest) {
                best = at;
                smallest = gap;
            }
            at = Math.max(at, offset(neighbour) + aligned(neighbour.bytes));
        }
        return best >= 0 ? best : at;
    }

    private long offset(Buffer buffer) {
        Long offset = offsets.get(buffer);
        if (offset == null) {
            throw new IllegalStateException("onednn: the buffer must be planned, but bytes=" + buffer.bytes + ".");
        }
        return offset;
    }

    static long aligned(long bytes) {
        return (Math.max(bytes, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Size of the arena. */
    long bytes() {
        return bytes;
    }

    /** Gives every buffer its address. */
    void place(long base) {
        offsets.forEach((buffer, offset) -> buffer.place(base + offset));
    }
}
