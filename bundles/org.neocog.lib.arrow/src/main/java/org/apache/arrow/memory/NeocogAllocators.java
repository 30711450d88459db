package org.apache.arrow.memory;

import org.apache.arrow.memory.unsafe.AlignedPool;
import org.apache.arrow.memory.unsafe.DefaultAllocationManagerFactory;

/**
 * Makes the allocators of a process. Provided by the framework.
 *
 * <p>Every buffer is aligned to 64 bytes, from 64 KiB on to 4096 bytes, and its size is rounded up to a multiple of 64 bytes and no
 * further. Memory comes from one pool per process. A budget is a child: {@code root.newChildAllocator(name, 0, limitBytes)}.
 *
 * <p>C1. A buffer beyond the limit of its allocator, or of one above it, is refused by {@link OutOfMemoryException}.<br>
 * C2. Closing an allocator while buffers are held throws {@link IllegalStateException} with their bytes; a root stays open then.<br>
 * C3. Releasing a buffer once too often throws {@link IllegalStateException}.
 *
 * <p>Threading: allocators and reference counts may be used by any thread; the contents of one buffer are the callers' matter.
 */
public final class NeocogAllocators {
    /** Touched before any class of Arrow: it keeps Arrow's start quiet. */
    private static final AlignedPool POOL = DefaultAllocationManagerFactory.POOL;

    private NeocogAllocators() {}

    /**
     * Makes a root allocator. The caller closes it.
     *
     * @param name what stands in messages
     * @param limitBytes most bytes that buffers of this root and its children may hold together
     * @throws IllegalArgumentException if the limit is negative
     */
    public static BufferAllocator root(String name, long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException(
                    "allocator \"" + name + "\": the limit must be 0 or more, but limitBytes=" + limitBytes
                            + ". Give Long.MAX_VALUE for no limit.");
        }
        return new NamedRoot(name, limitBytes);
    }

    /** Returns what the pool of this process holds now. */
    public static PoolStatistics pool() {
        return POOL.statistics();
    }

    /** Gives all free blocks of the pool back to the operating system. */
    public static void trim() {
        POOL.trim();
    }

    /**
     * Sets how many bytes of free blocks the pool keeps for reuse; what is above goes back to the operating system.
     *
     * @param bytes 0 or more; 0 turns reuse off
     */
    public static void keep(long bytes) {
        POOL.keep(bytes);
    }

    /** A root that says its own name: Arrow calls each of them ROOT. */
    private static final class NamedRoot extends RootAllocator {
        private final String name;

        NamedRoot(String name, long limitBytes) {
            super(configBuilder()
                    .allocationManagerFactory(DefaultAllocationManagerFactory.FACTORY)
                    .roundingPolicy(AlignedPool::rounded)
                    .listener(new LimitExplanation())
                    .maxAllocation(limitBytes)
                    .build());
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        /** Refuses before Arrow marks the allocator as closed: after that, late releases would fail and the memory be lost. */
        @Override
        public synchronized void close() {
            long held = getAllocatedMemory();
            if (held > 0) {
                throw new IllegalStateException("allocator \"" + name
                        + "\": every buffer must be released before the allocator is closed, but bytes=" + held
                        + ". Close what holds them, then close the allocator again. [C2]\n" + this);
            }
            super.close();
        }
    }

    /** Says which allocator refused; children inherit it. Arrow's own message names none. */
    private static final class LimitExplanation implements AllocationListener {
        @Override
        public boolean onFailedAllocation(long size, AllocationOutcome outcome) {
            AllocationOutcomeDetails details = outcome.getDetails().orElse(null);
            BufferAllocator refusing = details == null ? null : details.getFailedAllocator();
            if (refusing == null) {
                return false;
            }
            throw new OutOfMemoryException(
                    "allocator \"" + refusing.getName() + "\": buffers must stay within its limit, but requested="
                            + size
                            + ", used=" + refusing.getAllocatedMemory() + ", limit=" + refusing.getLimit()
                            + ". Release buffers, use a smaller batch or raise the limit. [C1]",
                    outcome.getDetails());
        }
    }
}
