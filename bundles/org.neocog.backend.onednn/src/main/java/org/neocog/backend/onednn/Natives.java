package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.tensor.ElementType;

/** Every native handle of one executable, given back together in the reverse order. */
final class Natives implements AutoCloseable {
    private final Deque<Runnable> handles = new ArrayDeque<>();
    private final dnnl_engine engine = new dnnl_engine();
    private final dnnl_stream stream = new dnnl_stream();
    private final dnnl_primitive_attr plain;
    private final Runnable threads;

    Natives(int threads) {
        this.threads = OneDnnLibrary.threads(threads);
        this.threads.run();
        check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
        own(() -> dnnl_engine_destroy(engine));
        check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "stream");
        own(() -> dnnl_stream_destroy(stream));
        plain = attributes();
    }

    /** How many handles there are, for {@link #release}. */
    int mark() {
        return handles.size();
    }

    /** Gives those handles back that came after the mark. */
    void release(int mark) {
        while (handles.size() > mark) {
            handles.pop().run();
        }
    }

    /** Makes the calling thread compute with the executable's number of threads. */
    void enter() {
        threads.run();
    }

    dnnl_engine engine() {
        return engine;
    }

    dnnl_stream stream() {
        return stream;
    }

    /** Attributes without post-ops: scratchpads are ours. */
    dnnl_primitive_attr plain() {
        return plain;
    }

    /** New attributes: scratchpads are ours. */
    dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check(dnnl_primitive_attr_create(attributes), "attributes");
        own(() -> dnnl_primitive_attr_destroy(attributes));
        check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "scratchpad mode");
        return attributes;
    }

    /**
     * Attributes by which something of this description is added to the result, unless it is null, and negative numbers are then multiplied
     * by {@code slope}, unless it is NaN.
     */
    dnnl_primitive_attr attributes(@Nullable dnnl_memory_desc added, float slope) {
        return attributes(
                operations -> added == null ? 0 : dnnl_post_ops_append_binary(operations, dnnl_binary_add, added),
                slope);
    }

    /** The same where what is added lies where the result is to be, in the result's element type. */
    dnnl_primitive_attr addingInPlace(float slope) {
        return attributes(operations -> dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef), slope);
    }

    private dnnl_primitive_attr attributes(ToIntFunction<dnnl_post_ops> sum, float slope) {
        dnnl_primitive_attr attributes = attributes();
        dnnl_post_ops operations = new dnnl_post_ops();
        check(dnnl_post_ops_create(operations), "post-ops");
        check(sum.applyAsInt(operations), "post-op");
        if (!Float.isNaN(slope)) {
            check(dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, slope, 0), "post-op");
        }
        check(dnnl_primitive_attr_set_post_ops(attributes, operations), "post-ops");
        dnnl_post_ops_destroy(operations);
        return attributes;
    }

    /** Attributes by which the result is added to what is there. */
    dnnl_primitive_attr adding() {
        dnnl_primitive_attr attributes = attributes();
        dnnl_post_ops operations = new dnnl_post_ops();
        check(dnnl_post_ops_create(operations), "post-ops");
        check(dnnl_post_ops_append_sum(operations, 1, 0, dnnl_f32), "post-op");
        check(dnnl_primitive_attr_set_post_ops(attributes, operations), "post-ops");
        dnnl_post_ops_destroy(operations);
        return attributes;
    }

    static int type(ElementType element) {
        return switch (element) {
            case FLOAT32 -> dnnl_f32;
            case BFLOAT16 -> dnnl_bf16;
            case UINT8 -> dnnl_u8;
            case INT32 -> dnnl_s32;
            default ->
                throw new IllegalArgumentException(
                        "onednn: the library must know the element type, but element=" + element + ".");
        };
    }

    dnnl_memory_desc describe(long[] dims, long[] strides, ElementType element) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        check(
                dnnl_memory_desc_create_with_strides(description, dims.length, dims, type(element), strides),
                "memory description");
        own(() -> dnnl_memory_desc_destroy(description));
        return description;
    }

    dnnl_memory_desc describe(Operand operand) {
        long[] dims = operand.shape().dims();
        return dims.length == 0
                ? describe(new long[] {1}, new long[] {1}, operand.stored())
                : describe(dims, operand.strides(), operand.stored());
    }

    /** All elements of an operand in a row. */
    dnnl_memory_desc flat(Operand operand) {
        return describe(new long[] {operand.size()}, new long[] {1}, operand.stored());
    }

    /** Whatever layout a primitive likes best. */
    dnnl_memory_desc any(long[] dims, ElementType element) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        check(
                dnnl_memory_desc_create_with_tag(description, dims.length, dims, type(element), dnnl_format_tag_any),
                "memory description");
        own(() -> dnnl_memory_desc_destroy(description));
        return description;
    }

    /** The description of one argument, as the primitive wants it; lives as long as the primitive's. */
    static dnnl_memory_desc query(dnnl_primitive_desc primitive, int what) {
        return dnnl_primitive_desc_query_md(primitive, what, 0);
    }

    /** What a call that makes a description of a primitive does. */
    @FunctionalInterface
    interface Maker {
        int make(dnnl_primitive_desc into);
    }

    /** A description of a primitive, or null if the library has none. */
    @Nullable
    dnnl_primitive_desc find(Maker maker) {
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        int status = maker.make(description);
        if (status == dnnl_unimplemented) {
            return null;
        }
        check(status, "primitive");
        own(() -> dnnl_primitive_desc_destroy(description));
        return description;
    }

    dnnl_primitive_desc make(String what, Maker maker) {
        dnnl_primitive_desc found = find(maker);
        if (found == null) {
            throw new BackendException("onednn: " + what + ": the library must implement the op, but it does not."
                    + " Use the backend \"reference\" for this model and report it.");
        }
        return found;
    }

    static String implementation(dnnl_primitive_desc description) {
        try (PointerPointer<Pointer> text = new PointerPointer<>(1)) {
            check(dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, text), "implementation");
            return new BytePointer(text.get(0)).getString();
        }
    }

    dnnl_primitive primitive(dnnl_primitive_desc description) {
        dnnl_primitive primitive = new dnnl_primitive();
        check(dnnl_primitive_create(primitive, description), "primitive");
        own(() -> dnnl_primitive_destroy(primitive));
        return primitive;
    }

    /** Memory of this description at this address. */
    dnnl_memory memory(dnnl_memory_desc description, long address) {
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, description, engine, new Address(address)), "memory");
        own(() -> dnnl_memory_destroy(memory));
        return memory;
    }

    dnnl_exec_arg_t arguments(int count) {
        dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(count);
        own(arguments::deallocate);
        return arguments;
    }

    private void own(Runnable destroy) {
        handles.push(destroy);
    }

    static void check(int status, String what) {
        if (status == dnnl_out_of_memory) {
            throw new InsufficientMemoryException("onednn: " + what + ": the library must succeed, but status=" + status
                    + " (out of memory). Use a smaller batch.");
        }
        if (status != dnnl_success) {
            throw new BackendException(
                    "onednn: " + what + ": the library must succeed, but status=" + status + ". Report this.");
        }
    }

    @Override
    public void close() {
        release(0);
    }

    /** A pointer to memory that is not JavaCPP's. */
    private static final class Address extends Pointer {
        Address(long value) {
            super((Pointer) null);
            address = value;
        }
    }
}
