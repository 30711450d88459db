package org.apache.arrow.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.unsafe.DefaultAllocationManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeocogAllocatorsTest {
    private static final long MIB = 1 << 20;

    /** Blocks that a test lost on purpose: nobody can release what a closed child held. */
    private static long lost;

    private long bytesBefore;

    @BeforeEach
    void startWithAnEmptyPool() {
        NeocogAllocators.keep(DefaultAllocationManagerFactory.KEEP_BYTES);
        NeocogAllocators.trim();
        bytesBefore = NeocogAllocators.pool().bytesInUse();
    }

    @AfterEach
    void leaveNothingBehind() {
        assertEquals(lost, NeocogAllocators.pool().blocksInUse());
    }

    private long bytesInUse() {
        return NeocogAllocators.pool().bytesInUse() - bytesBefore;
    }

    @Test
    void alignsEveryBuffer() {
        long seed = 20261120;
        Random random = new Random(seed);
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            for (int i = 0; i < 2000; i++) {
                long size = 1 + (long) Math.pow(2, random.nextDouble() * 21);
                try (ArrowBuf first = root.buffer(size);
                        ArrowBuf second = root.buffer(size)) {
                    long alignment = first.capacity() >= 64 * 1024 ? 4096 : 64;
                    assertEquals(0, first.memoryAddress() % alignment, () -> "seed=" + seed + ", size=" + size);
                    assertEquals(0, second.memoryAddress() % alignment, () -> "seed=" + seed + ", size=" + size);
                    assertTrue(first.capacity() >= size && first.capacity() < size + 64, () -> "size=" + size);
                }
            }
        }
    }

    @Test
    void alignsToAPageFromExactly64KiB() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            List<ArrowBuf> held = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ArrowBuf large = root.buffer(64 * 1024);
                ArrowBuf small = root.buffer(64 * 1024 - 64);
                assertEquals(0, large.memoryAddress() % 4096);
                assertEquals(0, small.memoryAddress() % 64);
                held.add(large);
                held.add(small);
            }
            held.forEach(ArrowBuf::close);
        }
    }

    @Test
    void doesNotRoundToAPowerOfTwo() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE);
                BufferAllocator child = root.newChildAllocator("child", 0, Long.MAX_VALUE);
                ArrowBuf activations = child.buffer(9_633_792);
                ArrowBuf odd = child.buffer(65)) {
            assertEquals(9_633_792, activations.capacity());
            assertEquals(128, odd.capacity());
            assertEquals(9_633_792 + 128, root.getAllocatedMemory());
            assertEquals(9_633_792 + 128, bytesInUse());
        }
    }

    @Test
    void reusesABlockOfExactlyTheSameSize() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            long reusedBefore = NeocogAllocators.pool().reused();
            ArrowBuf first = root.buffer(3 * MIB);
            long address = first.memoryAddress();
            first.close();
            assertEquals(3 * MIB, NeocogAllocators.pool().bytesKept());
            try (ArrowBuf other = root.buffer(3 * MIB - 64)) {
                assertTrue(other.memoryAddress() != address, "another size must not take the block");
                assertEquals(3 * MIB, NeocogAllocators.pool().bytesKept());
            }
            try (ArrowBuf again = root.buffer(3 * MIB)) {
                assertEquals(address, again.memoryAddress());
                assertEquals(reusedBefore + 1, NeocogAllocators.pool().reused());
            }
        }
    }

    @Test
    void keepsNoMoreThanTheLimitAndDropsTheSizeUnusedForLongest() {
        NeocogAllocators.keep(4 * MIB);
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            root.buffer(MIB).close();
            root.buffer(2 * MIB).close();
            ArrowBuf third = root.buffer(3 * MIB);
            long address = third.memoryAddress();
            third.close();
            PoolStatistics pool = NeocogAllocators.pool();
            assertEquals(3 * MIB, pool.bytesKept());
            assertEquals(1, pool.blocksKept());
            root.buffer(5 * MIB).close();
            assertEquals(3 * MIB, NeocogAllocators.pool().bytesKept(), "a block above the limit is not kept");
            try (ArrowBuf again = root.buffer(3 * MIB)) {
                assertEquals(address, again.memoryAddress());
            }
        }
    }

    @Test
    void trimGivesFreeBlocksBack() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE);
                ArrowBuf held = root.buffer(MIB)) {
            root.buffer(2 * MIB).close();
            long returned = NeocogAllocators.pool().returned();
            NeocogAllocators.trim();
            PoolStatistics pool = NeocogAllocators.pool();
            assertEquals(0, pool.bytesKept());
            assertEquals(0, pool.blocksKept());
            assertEquals(returned + 1, pool.returned());
            assertEquals(held.capacity(), bytesInUse());
        }
    }

    @Test
    void keepZeroTurnsReuseOff() {
        NeocogAllocators.keep(0);
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            root.buffer(MIB).close();
            assertEquals(0, NeocogAllocators.pool().bytesKept());
        }
    }

    @Test
    void refusesANegativeKeepLimitAndANegativeLimit() {
        assertEquals(
                "pool: the keep limit must be 0 or more, but bytes=-1. Give 0 to keep nothing.",
                assertThrows(IllegalArgumentException.class, () -> NeocogAllocators.keep(-1))
                        .getMessage());
        assertEquals(
                "allocator \"x\": the limit must be 0 or more, but limitBytes=-5. Give Long.MAX_VALUE for no limit.",
                assertThrows(IllegalArgumentException.class, () -> NeocogAllocators.root("x", -5))
                        .getMessage());
    }

    @Test
    void refusesWhatIsBeyondTheLimitOfAChild() {
        try (BufferAllocator root = NeocogAllocators.root("test", 8 * MIB);
                BufferAllocator child = root.newChildAllocator("model", 0, 2 * MIB);
                BufferAllocator sibling = root.newChildAllocator("dataset", 0, Long.MAX_VALUE)) {
            ArrowBuf fits = child.buffer(2 * MIB);
            assertEquals(
                    "allocator \"model\": buffers must stay within its limit, but requested=64, used=2097152, limit=2097152."
                            + " Release buffers, use a smaller batch or raise the limit. [C1]",
                    assertThrows(OutOfMemoryException.class, () -> child.buffer(64))
                            .getMessage());
            sibling.buffer(4 * MIB).close();
            OutOfMemoryException above = assertThrows(OutOfMemoryException.class, () -> sibling.buffer(7 * MIB));
            assertTrue(above.getMessage().startsWith("allocator \"test\": "), above::getMessage);
            fits.close();
            child.buffer(64).close();
            assertEquals(0, root.getAllocatedMemory());
        }
    }

    @Test
    void reportsALeakAtCloseAndCanBeClosedOnceItIsMended() {
        BufferAllocator root = NeocogAllocators.root("trainer", Long.MAX_VALUE);
        ArrowBuf leaked = root.buffer(1000);
        IllegalStateException leak = assertThrows(IllegalStateException.class, root::close);
        assertTrue(
                leak.getMessage()
                        .startsWith(
                                "allocator \"trainer\": every buffer must be released before the allocator is closed,"
                                        + " but bytes=1024. Close what holds them, then close the allocator again. [C2]"),
                leak::getMessage);
        leaked.close();
        root.close();
        assertThrows(IllegalStateException.class, () -> root.buffer(64), "closed is closed");
    }

    @Test
    void reportsALeakOfAChildAtItsCloseAndAtThatOfTheRoot() {
        BufferAllocator root = NeocogAllocators.root("trainer", Long.MAX_VALUE);
        BufferAllocator child = root.newChildAllocator("activations", 0, Long.MAX_VALUE);
        child.buffer(1 << 16);
        lost++;
        IllegalStateException leak = assertThrows(IllegalStateException.class, child::close);
        assertTrue(leak.getMessage().contains("Memory leaked: (65536)"), leak::getMessage);
        assertTrue(leak.getMessage().contains("activations"), leak::getMessage);
        assertTrue(assertThrows(IllegalStateException.class, root::close)
                .getMessage()
                .contains("bytes=65536"));
    }

    @Test
    void detectsADoubleRelease() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            ArrowBuf buffer = root.buffer(MIB);
            buffer.close();
            assertThrows(IllegalStateException.class, buffer::close);
            assertEquals(1, NeocogAllocators.pool().blocksKept(), "the block must be in the pool once");
        }
    }

    @Test
    void holdsSharedMemoryUntilTheLastReference() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            ArrowBuf buffer = root.buffer(MIB);
            ArrowBuf half = buffer.slice(MIB / 2, MIB / 2);
            half.getReferenceManager().retain();
            buffer.close();
            assertEquals(MIB, bytesInUse());
            half.setLong(0, 42);
            assertEquals(42, half.getLong(0));
            half.close();
            assertEquals(0, bytesInUse());
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        NeocogAllocators.keep(16 * MIB);
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            List<Callable<Long>> tasks = Collections.nCopies(threads, () -> allocateAndCheck(root));
            long sum = 0;
            for (Future<Long> result : executor.invokeAll(tasks)) {
                sum += result.get();
            }
            assertEquals(threads * 5000L, sum);
            assertEquals(0, root.getAllocatedMemory());
            assertTrue(NeocogAllocators.pool().bytesKept() <= 16 * MIB);
        } finally {
            executor.shutdownNow();
        }
    }

    private static long allocateAndCheck(BufferAllocator root) {
        long intact = 0;
        Random random = new Random(Thread.currentThread().getId());
        for (int i = 0; i < 5000; i++) {
            long mark = random.nextLong();
            try (ArrowBuf buffer = root.buffer(64L * (1 + random.nextInt(200)))) {
                long last = buffer.capacity() - 8;
                buffer.setLong(0, mark);
                buffer.setLong(last, mark + 1);
                if ((last == 0 || buffer.getLong(0) == mark) && buffer.getLong(last) == mark + 1) {
                    intact++;
                }
            }
        }
        return intact;
    }

    @Test
    void servesAllocatorsThatArrowMakesItself() {
        try (RootAllocator root = new RootAllocator();
                ArrowBuf buffer = root.buffer(100_000)) {
            assertEquals(0, buffer.memoryAddress() % 4096);
            assertEquals(buffer.capacity(), bytesInUse());
        }
    }

    @Test
    void anEmptyBufferCostsNothing() {
        try (BufferAllocator root = NeocogAllocators.root("test", 0)) {
            ArrowBuf empty = root.buffer(0);
            assertEquals(0, empty.capacity());
            assertSame(
                    DefaultAllocationManagerFactory.FACTORY.empty(), DefaultAllocationManagerFactory.FACTORY.empty());
            empty.close();
            assertEquals(0, root.getAllocatedMemory());
        }
    }

    @Test
    void refusesWhatTheOperatingSystemCannotGive() {
        try (BufferAllocator root = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            OutOfMemoryException refusal = assertThrows(OutOfMemoryException.class, () -> root.buffer(1L << 60));
            assertTrue(refusal.getMessage().contains("size=" + (1L << 60)), refusal::getMessage);
            assertEquals(0, root.getAllocatedMemory(), "a refusal must not be accounted");
        }
    }
}
