package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/** Executes one primitive of the library. */
final class PrimitiveCommand extends Command {
    private record Argument(int which, dnnl_memory_desc description, Buffer buffer) {}

    private final Natives natives;
    private final dnnl_primitive primitive;
    private final dnnl_stream stream;
    private final List<Argument> arguments = new ArrayList<>();
    private @Nullable dnnl_exec_arg_t bound;

    PrimitiveCommand(Natives natives, dnnl_primitive_desc description) {
        this.natives = natives;
        stream = natives.stream();
        primitive = natives.primitive(description);
        dnnl_memory_desc scratch = Natives.query(description, dnnl_query_scratchpad_md);
        long bytes = dnnl_memory_desc_get_size(scratch);
        if (bytes > 0) {
            with(DNNL_ARG_SCRATCHPAD, scratch, Buffer.planned(bytes));
        }
        describe(Natives.implementation(description));
    }

    PrimitiveCommand with(int which, dnnl_memory_desc description, Buffer buffer) {
        arguments.add(new Argument(which, description, uses(buffer)));
        return this;
    }

    @Override
    void bind() {
        dnnl_exec_arg_t array = natives.arguments(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            array.position(i)
                    .arg(argument.which)
                    .memory(natives.memory(argument.description, argument.buffer.address()));
        }
        array.position(0);
        bound = array;
    }

    @Override
    void run() {
        int status = dnnl_primitive_execute(primitive, stream, arguments.size(), bound);
        if (status != dnnl_success) {
            Natives.check(status, what());
        }
    }
}
