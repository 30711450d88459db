package org.neocog.backend.opencl;

import java.util.Objects;
import org.jocl.CL;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/** Copies bytes from one buffer to another. */
final class CopyCommand extends Command {
    private final Stream stream;
    private final Buffer from;
    private final Buffer to;
    private final long bytes;
    private @Nullable cl_mem source;
    private @Nullable cl_mem target;

    CopyCommand(Stream stream, Buffer from, Buffer to, long bytes) {
        this.stream = stream;
        this.from = uses(from);
        this.to = uses(to);
        this.bytes = bytes;
        describe("copy");
    }

    @Override
    void bind() {
        source = from.memory(stream);
        target = to.memory(stream);
    }

    @Override
    void run() {
        if (bytes > 0) {
            CL.clEnqueueCopyBuffer(
                    stream.queue(),
                    Objects.requireNonNull(source),
                    Objects.requireNonNull(target),
                    0,
                    0,
                    bytes,
                    0,
                    null,
                    null);
        }
    }
}
