package org.apache.arrow.memory.unsafe;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Gives Arrow its memory from the aligned pool. Arrow looks this class up by exactly this name, so every allocator of the process
 * draws from the one pool, those made by {@code new RootAllocator()} too. Provided by the framework.
 */
public final class DefaultAllocationManagerFactory implements AllocationManager.Factory {
    /** Bytes of free blocks to keep; the system property {@code neocog.memory.keepBytes} sets another number. */
    public static final long KEEP_BYTES = 1L << 30;

    /** Strongly held, else its level would be forgotten. Arrow tells at INFO how it looks for an allocation manager. */
    private static final Logger ARROW_MEMORY = Logger.getLogger("org.apache.arrow.memory");

    static {
        if (ARROW_MEMORY.getLevel() == null) {
            ARROW_MEMORY.setLevel(Level.WARNING);
        }
    }

    /** The one pool of the process. */
    public static final AlignedPool POOL = new AlignedPool(Long.getLong("neocog.memory.keepBytes", KEEP_BYTES));

    /** What Arrow reads by reflection. */
    public static final AllocationManager.Factory FACTORY = new DefaultAllocationManagerFactory();

    /** Made on first use: Arrow reads {@link #FACTORY} while its own allocator class is not initialized yet. */
    private static final class Empty {
        static final ArrowBuf BUFFER = new ArrowBuf(
                ReferenceManager.NO_OP, null, 0, AlignedPool.rounded(MemoryUtil.allocateMemory(AlignedPool.ALIGNMENT)));
    }

    private DefaultAllocationManagerFactory() {}

    @Override
    public AllocationManager create(BufferAllocator accounting, long size) {
        AlignedPool.Block block = POOL.take(size);
        boolean held = false;
        try {
            AllocationManager manager = new PooledAllocationManager(accounting, POOL, block, size);
            held = true;
            return manager;
        } finally {
            if (!held) {
                POOL.give(block);
            }
        }
    }

    @Override
    public ArrowBuf empty() {
        return Empty.BUFFER;
    }
}
