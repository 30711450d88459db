package org.neocog.backend.opencl;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jocl.CL;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Tensor;

/** Memory that host and device share, mapped while inputs are copied into it. Mapping waits until the step before has read its own. */
final class SharedInlet extends Inlet {
    private final Stream stream;
    private final long bytes;
    private @Nullable ByteBuffer mapped;

    SharedInlet(Stream stream, long bytes) {
        super(stream.allocate(bytes, CL.CL_MEM_READ_WRITE | CL.CL_MEM_ALLOC_HOST_PTR, "the inputs of a step"), bytes);
        this.stream = stream;
        this.bytes = bytes;
    }

    @Override
    void begin(long total) {
        mapped = CL.clEnqueueMapBuffer(
                stream.queue(), memory(), true, CL.CL_MAP_WRITE_INVALIDATE_REGION, 0, total, 0, null, null, null);
    }

    @Override
    void put(Tensor from, long offset) {
        ByteBuffer to = Objects.requireNonNull(mapped);
        to.limit((int) (offset + from.type().bytes())).position((int) offset);
        from.buffer().getBytes(from.offset(), to);
    }

    @Override
    void end() {
        ByteBuffer filled = Objects.requireNonNull(mapped);
        mapped = null;
        CL.clEnqueueUnmapMemObject(stream.queue(), memory(), filled, 0, null, null);
    }

    @Override
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (mapped != null) {
            end();
        }
    }
}
