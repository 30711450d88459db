package org.apache.arrow.memory.unsafe;

import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;

/** One block of the pool under Arrow's reference counting. */
final class PooledAllocationManager extends AllocationManager {
    private final AlignedPool pool;
    private final long size;
    private AlignedPool.Block block;

    PooledAllocationManager(BufferAllocator accounting, AlignedPool pool, AlignedPool.Block block, long size) {
        super(accounting);
        this.pool = pool;
        this.block = block;
        this.size = size;
    }

    /** Returns the size that was asked for: what the allocator accounts and the buffer can hold. */
    @Override
    public long getSize() {
        return size;
    }

    @Override
    protected long memoryAddress() {
        AlignedPool.Block held = block;
        if (held == null) {
            throw new IllegalStateException("buffer: its memory must be held, but it was released, size=" + size
                    + ". Retain the buffer for as long as its address is used.");
        }
        return held.address();
    }

    @Override
    protected void release0() {
        AlignedPool.Block held = block;
        if (held == null) {
            throw new IllegalStateException(
                    "buffer: its memory must be released once, but it was released before, size=" + size
                            + ". Release each buffer once.");
        }
        block = null;
        pool.give(held);
    }
}
