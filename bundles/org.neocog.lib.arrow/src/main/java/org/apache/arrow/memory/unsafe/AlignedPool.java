package org.apache.arrow.memory.unsafe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.PoolStatistics;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Native memory in aligned blocks, kept for reuse by exact size. Provided by the framework.
 *
 * <ol>
 *   <li>A block is aligned to {@value #ALIGNMENT} bytes, from {@value #PAGE_FROM} bytes on to {@value #PAGE}.
 *   <li>Blocks from {@value #POOL_FROM} bytes on are kept when they are given back, until the keep limit is reached; then the blocks of
 *       the size that was not asked for longest go back to the operating system. Smaller blocks are not kept: the C library
 *       serves those as fast.
 *   <li>A reused block still holds what was written to it last.
 * </ol>
 *
 * <p>Threading: all methods may be called by any thread. The operating system is asked outside the lock.
 */
public final class AlignedPool {
    /** Alignment of every block: one cache line and one 512-bit vector. */
    public static final long ALIGNMENT = 64;

    /** Alignment of large blocks: one page, as zero copy to devices asks for. */
    public static final long PAGE = 4096;

    /** Blocks of this size and larger are aligned to a page. */
    public static final long PAGE_FROM = 64 * 1024;

    /** Blocks of this size and larger are kept for reuse. */
    public static final long POOL_FROM = 4096;

    /** A block: where the aligned part begins, its size, and what the operating system gave. */
    record Block(long address, long size, long base) {}

    /** Sizes in the order in which they were last asked for or given back; free blocks of one size are taken last in, first out. */
    private final LinkedHashMap<Long, ArrayDeque<Block>> free = new LinkedHashMap<>(64, 0.75f, true);

    private long keepLimit;
    private long bytesKept;
    private long blocksKept;
    private long bytesInUse;
    private long blocksInUse;
    private long peakBytesInUse;
    private long reused;
    private long fresh;
    private long returned;

    /**
     * Makes an empty pool.
     *
     * @param keepLimit most bytes of free blocks to keep, at least 0
     */
    public AlignedPool(long keepLimit) {
        this.keepLimit = checked(keepLimit);
    }

    /** Rounds up to a multiple of {@value #ALIGNMENT}, never to a power of two. */
    public static long rounded(long size) {
        return Math.addExact(size, ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * Takes a block, a kept one if there is one of exactly this size.
     *
     * @throws OutOfMemoryException if the operating system has no such block, even after the pool was emptied
     */
    Block take(long requested) {
        long size = rounded(requested);
        Block block = size < POOL_FROM ? null : takeKept(size);
        if (block != null) {
            return block;
        }
        block = fromSystem(size);
        synchronized (this) {
            fresh++;
            count(size);
        }
        return block;
    }

    /** Gives a block back. The caller must not touch its memory any more. */
    void give(Block block) {
        List<Block> surplus = List.of();
        boolean keep;
        synchronized (this) {
            bytesInUse -= block.size();
            blocksInUse--;
            keep = block.size() >= POOL_FROM && block.size() <= keepLimit;
            if (keep) {
                free.computeIfAbsent(block.size(), size -> new ArrayDeque<>()).addLast(block);
                bytesKept += block.size();
                blocksKept++;
                surplus = evictTo(keepLimit);
            } else {
                returned++;
            }
        }
        if (!keep) {
            MemoryUtil.freeMemory(block.base());
        }
        toSystem(surplus);
    }

    /** Gives every free block back to the operating system. */
    public void trim() {
        List<Block> surplus;
        synchronized (this) {
            surplus = evictTo(0);
        }
        toSystem(surplus);
    }

    /**
     * Sets how much is kept, and gives back what is above it.
     *
     * @param bytes most bytes of free blocks to keep, at least 0; 0 turns pooling off
     */
    public void keep(long bytes) {
        List<Block> surplus;
        synchronized (this) {
            keepLimit = checked(bytes);
            surplus = evictTo(bytes);
        }
        toSystem(surplus);
    }

    /** Returns the counts of this moment, consistent with each other. */
    public synchronized PoolStatistics statistics() {
        return new PoolStatistics(
                bytesInUse, blocksInUse, peakBytesInUse, bytesKept, blocksKept, keepLimit, reused, fresh, returned);
    }

    private static long checked(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "pool: the keep limit must be 0 or more, but bytes=" + bytes + ". Give 0 to keep nothing.");
        }
        return bytes;
    }

    private synchronized Block takeKept(long size) {
        ArrayDeque<Block> blocks = free.get(size);
        if (blocks == null) {
            return null;
        }
        Block block = blocks.removeLast();
        if (blocks.isEmpty()) {
            free.remove(size);
        }
        bytesKept -= size;
        blocksKept--;
        reused++;
        count(size);
        return block;
    }

    private void count(long size) {
        bytesInUse += size;
        blocksInUse++;
        peakBytesInUse = Math.max(peakBytesInUse, bytesInUse);
    }

    private List<Block> evictTo(long limit) {
        List<Block> surplus = new ArrayList<>();
        Iterator<Map.Entry<Long, ArrayDeque<Block>>> sizes = free.entrySet().iterator();
        while (bytesKept > limit && sizes.hasNext()) {
            ArrayDeque<Block> blocks = sizes.next().getValue();
            while (bytesKept > limit && !blocks.isEmpty()) {
                Block block = blocks.removeFirst();
                bytesKept -= block.size();
                blocksKept--;
                returned++;
                surplus.add(block);
            }
            if (blocks.isEmpty()) {
                sizes.remove();
            }
        }
        return surplus;
    }

    private Block fromSystem(long size) {
        long alignment = size >= PAGE_FROM ? PAGE : ALIGNMENT;
        long base;
        try {
            base = MemoryUtil.allocateMemory(Math.addExact(size, alignment));
        } catch (OutOfMemoryError first) {
            trim();
            try {
                base = MemoryUtil.allocateMemory(Math.addExact(size, alignment));
            } catch (OutOfMemoryError second) {
                throw new OutOfMemoryException(
                        "pool: the operating system must give the block, but size=" + size + ", bytesInUse="
                                + statistics().bytesInUse()
                                + " and the pool is empty. Use a smaller batch or a machine with more memory.",
                        second);
            }
        }
        return new Block((base + alignment - 1) & -alignment, size, base);
    }

    private static void toSystem(List<Block> blocks) {
        for (Block block : blocks) {
            MemoryUtil.freeMemory(block.base());
        }
    }
}
