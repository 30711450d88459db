package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.cl_mem;

/**
 * Places buffers in chunks of memory, none larger than the device allows: those that are in use at the same command never overlap. Largest first,
 * each into the smallest gap of the first chunk that holds it.
 *
 * <p>Source: Y. Pisarchyk, J. Lee, "Efficient memory management for deep neural net inference", 2020, §5.2 (greedy by size, offsets).
 */
final class Arena {
    private record Place(int chunk, long offset) {}

    private final Map<Buffer, Place> places = new IdentityHashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final long alignment;
    private final long largest;

    Arena(Collection<Buffer> buffers, long alignment, long largest) {
        this.alignment = alignment;
        this.largest = largest;
        List<Buffer> order = new ArrayList<>(buffers);
        order.sort(Comparator.comparingLong((Buffer buffer) -> -buffer.bytes).thenComparingInt(buffer -> buffer.first));
        List<Buffer> placed = new ArrayList<>();
        for (Buffer buffer : order) {
            Place place = place(buffer, placed);
            places.put(buffer, place);
            placed.add(buffer);
            if (place.chunk == sizes.size()) {
                sizes.add(0L);
            }
            sizes.set(place.chunk, Math.max(sizes.get(place.chunk), place.offset + aligned(buffer.bytes)));
        }
    }

    private Place place(Buffer buffer, List<Buffer> placed) {
        for (int chunk = 0; chunk < sizes.size(); chunk++) {
            long offset = gap(buffer, chunk, placed);
            if (offset + aligned(buffer.bytes) <= largest) {
                return new Place(chunk, offset);
            }
        }
        return new Place(sizes.size(), 0);
    }

    private long gap(Buffer buffer, int chunk, List<Buffer> placed) {
        List<Buffer> neighbours = placed.stream()
                .filter(other -> place(other).chunk == chunk)
                .filter(other -> other.first <= buffer.last && buffer.first <= other.last)
                .sorted(Comparator.comparingLong(other -> place(other).offset))
                .toList();
        long best = -1;
        long smallest = Long.MAX_VALUE;
        long at = 0;
        for (Buffer neighbour : neighbours) {
            long offset = place(neighbour).offset;
            long gap = offset - at;
            if (gap >= aligned(buffer.bytes) && gap < smallest) {
                best = at;
                smallest = gap;
            }
            at = Math.max(at, offset + aligned(neighbour.bytes));
        }
        return best >= 0 ? best : at;
    }

    private Place place(Buffer buffer) {
        Place place = places.get(buffer);
        if (place == null) {
            throw new IllegalStateException("opencl: the buffer must be planned, but bytes=" + buffer.bytes + ".");
        }
        return place;
    }

    private long aligned(long bytes) {
        return aligned(bytes, alignment);
    }

    static long aligned(long bytes, long alignment) {
        return (Math.max(bytes, 1) + alignment - 1) / alignment * alignment;
    }

    /** Bytes of each chunk. */
    List<Long> sizes() {
        return sizes;
    }

    /** Gives every buffer its memory. */
    void place(List<cl_mem> chunks) {
        places.forEach((buffer, place) -> buffer.place(chunks.get(place.chunk), place.offset));
    }
}
