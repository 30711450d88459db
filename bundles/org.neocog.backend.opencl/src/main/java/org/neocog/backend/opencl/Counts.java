package org.neocog.backend.opencl;

import java.util.concurrent.atomic.AtomicInteger;

/** How many objects of the driver are open: all come and go through {@link Session}, {@link Stream} and {@link Edge}, which count. */
final class Counts {
    final AtomicInteger buffers = new AtomicInteger();
    final AtomicInteger kernels = new AtomicInteger();
    final AtomicInteger programs = new AtomicInteger();
    final AtomicInteger queues = new AtomicInteger();
    final AtomicInteger contexts = new AtomicInteger();
    final AtomicInteger events = new AtomicInteger();

    @Override
    public String toString() {
        return "buffers=" + buffers + ", kernels=" + kernels + ", programs=" + programs + ", queues=" + queues
                + ", contexts=" + contexts + ", events=" + events;
    }
}
