package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** A convolution in itself, to be timed: by a primitive, with whatever conversions from and to the layouts around it that this needs. */
final class ConvolutionTrial {
    /** What the description of the primitive says is taken as it is. */
    private static final int AS_HELD = -1;

    /** An argument, the layout that it has around the convolution (null if it is whatever is wanted), and whether it is a result. */
    private record Port(int argument, int query, @Nullable dnnl_memory_desc held, boolean written) {}

    private final Lowering to;
    private final List<Port> ports = new ArrayList<>();

    ConvolutionTrial(Lowering to) {
        this.to = to;
    }

    ConvolutionTrial reads(int argument, int query, @Nullable dnnl_memory_desc held) {
        ports.add(new Port(argument, query, held, false));
        return this;
    }

    /** Reads what is given as it is, if it is given. */
    ConvolutionTrial reads(int argument, @Nullable dnnl_memory_desc held) {
        if (held != null) {
            ports.add(new Port(argument, AS_HELD, held, false));
        }
        return this;
    }

    ConvolutionTrial writes(int argument, int query, dnnl_memory_desc held) {
        ports.add(new Port(argument, query, held, true));
        return this;
    }

    /** Writes what is given as it is, if it is given. */
    ConvolutionTrial writes(int argument, @Nullable dnnl_memory_desc held) {
        return reads(argument, held);
    }

    /** What it runs, on buffers of its own. */
    List<Command> commands(dnnl_primitive_desc description) {
        List<Command> commands = new ArrayList<>();
        List<Command> after = new ArrayList<>();
        PrimitiveCommand primitive = to.primitive(description);
        for (Port port : ports) {
            dnnl_memory_desc held = port.held;
            dnnl_memory_desc wanted =
                    port.query == AS_HELD && held != null ? held : Natives.query(description, port.query);
            Buffer buffer = Buffer.planned(dnnl_memory_desc_get_size(wanted));
            primitive.with(port.argument, wanted, buffer);
            if (held == null || dnnl_memory_desc_equal(held, wanted) != 0) {
                continue;
            }
            Buffer outside = Buffer.planned(dnnl_memory_desc_get_size(held));
            if (port.written) {
                after.add(to.reordering(wanted, buffer, held, outside));
            } else {
                commands.add(to.reordering(held, outside, wanted, buffer));
            }
        }
        commands.add(primitive);
        commands.addAll(after);
        return commands;
    }
}
