package org.neocog.backend.simulated;

import org.neocog.backend.InsufficientMemoryException;

/** The memory of the device: what is taken, by all executables together. Threading: safe for all threads. */
final class DeviceMemory {
    private final long bytes;
    private long taken;

    DeviceMemory(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    /** Takes memory. @throws InsufficientMemoryException if it is short; then none is taken */
    synchronized void take(long wanted) {
        if (wanted > bytes - taken) {
            throw new InsufficientMemoryException(
                    "simulated: the program must fit into the memory of the device, but needs="
                            + wanted + " bytes, taken=" + taken + ", memory=" + bytes
                            + ". Use a smaller batch, or close what is open.");
        }
        taken += wanted;
    }

    synchronized void give(long back) {
        taken -= back;
    }

    synchronized long taken() {
        return taken;
    }
}
