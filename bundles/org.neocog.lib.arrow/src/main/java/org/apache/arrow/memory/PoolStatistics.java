package org.apache.arrow.memory;

/**
 * What the pool beneath all allocators of this process holds at one moment. Provided by the framework.
 *
 * <p>All sizes are bytes. {@code bytesInUse} counts blocks that buffers hold, {@code bytesKept} counts free blocks that wait for the next
 * buffer of their exact size; the process holds the sum from the operating system.
 *
 * @param bytesInUse bytes of blocks held by buffers
 * @param blocksInUse number of blocks held by buffers
 * @param peakBytesInUse largest {@code bytesInUse} so far
 * @param bytesKept bytes of free blocks
 * @param blocksKept number of free blocks
 * @param keepLimit most bytes of free blocks that are kept
 * @param reused how many requests a free block has served
 * @param fresh how many requests went to the operating system
 * @param returned how many blocks went back to the operating system
 */
public record PoolStatistics(
        long bytesInUse,
        long blocksInUse,
        long peakBytesInUse,
        long bytesKept,
        long blocksKept,
        long keepLimit,
        long reused,
        long fresh,
        long returned) {}
