package org.neocog.backend.opencl;

import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/**
 * What a command of one queue waits for in another: an event at most, which is released when the next takes its place. Without an event there is nothing
 * to wait for. Allocates nothing after the constructor.
 */
final class Edge implements AutoCloseable {
    private final Counts counts;
    private final cl_event[] events = {new cl_event()};
    private boolean isSet;

    Edge(Counts counts) {
        this.counts = counts;
    }

    /** The place for the event of a command that is about to be enqueued; {@link #made} when it is. */
    cl_event next() {
        close();
        return events[0];
    }

    /** The command was enqueued. */
    void made() {
        isSet = true;
        counts.events.incrementAndGet();
    }

    /** For all commands of a queue so far. */
    void mark(cl_command_queue queue) {
        CL.clEnqueueMarkerWithWaitList(queue, 0, null, next());
        made();
        CL.clFlush(queue);
    }

    /** Length of {@link #list}. */
    int size() {
        return isSet ? 1 : 0;
    }

    /** The events to wait for, as the driver wants them. */
    cl_event @Nullable [] list() {
        return isSet ? events : null;
    }

    /** Waits on the host. */
    void await() {
        if (isSet) {
            CL.clWaitForEvents(1, events);
        }
    }

    /** Releases the event, if there is one. */
    @Override
    public void close() {
        if (isSet) {
            isSet = false;
            CL.clReleaseEvent(events[0]);
            counts.events.decrementAndGet();
        }
    }
}
