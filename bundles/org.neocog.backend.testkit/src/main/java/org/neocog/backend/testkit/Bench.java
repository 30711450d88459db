package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Where one case runs: compiles, feeds and cleans up. What is fed lies within a larger buffer, at an offset that only the element size
 * divides, between canaries; neither may change.
 */
final class Bench implements AutoCloseable {
    /** Ends a case that the backend refused as it must. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Set<String> ops;

        Refusal(Set<String> ops) {
            super("refused: " + ops);
            this.ops = ops;
        }

        Set<String> ops() {
            return ops;
        }
    }

    /** What was fed, and all bytes around it as they were then. */
    private record Fed(Tensor tensor, ArrowBuf buffer, byte[] before) {}

    private static final int MARGIN = 64;

    private final Backend backend;
    private final ContractOptions options;
    private final BufferAllocator allocator;
    private final SplittableRandom random;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Fed> fed = new ArrayList<>();
    private final Set<String> ops = new LinkedHashSet<>();
    private double error;

    Bench(Backend backend, ContractOptions options, BufferAllocator allocator, String name) {
        this.backend = backend;
        this.options = options;
        this.allocator = allocator;
        this.random = new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + name.hashCode());
    }

    Backend backend() {
        return backend;
    }

    ContractOptions options() {
        return options;
    }

    BufferAllocator allocator() {
        return allocator;
    }

    /** Random numbers that depend on the seed and the name of the case alone. */
    SplittableRandom random() {
        return random;
    }

    /** Names of the ops that were compiled or refused. */
    Set<String> ops() {
        return ops;
    }

    /** Keeps the greatest of the deviations that were measured. */
    void measured(double deviation) {
        error = Math.max(error, deviation);
    }

    /** The greatest deviation that was {@linkplain #measured measured}. */
    double error() {
        return error;
    }

    /** float64 where the backend has it, else float32. @throws Refusal if it has neither */
    ElementType widest() {
        Set<ElementType> types = backend.device().elementTypes();
        for (ElementType type : List.of(ElementType.FLOAT64, ElementType.FLOAT32, ElementType.BFLOAT16)) {
            if (types.contains(type)) {
                return type;
            }
        }
        throw new AssertionError("DeviceInfo.elementTypes must name a floating type, but elementTypes=" + types + ".");
    }

    // ---- compiling

    Executable compile(Graph graph) {
        return compile(new Program(List.of(), List.of(graph)), 1);
    }

    /** Compiles, or asserts that the backend refuses what it does not support. */
    Executable compile(Program program, int threads) {
        List<Node> refused = new ArrayList<>();
        for (Graph graph : program.graphs()) {
            for (Node node : graph.nodes()) {
                ops.add(node.op().name());
                if (!backend.supports(node)) {
                    refused.add(node);
                }
            }
        }
        CompileOptions how = new CompileOptions(allocator, threads);
        if (refused.isEmpty()) {
            Executable executable = backend.compile(program, how);
            owned.add(executable);
            return executable;
        }
        requireRefusal(program, how, refused);
        Set<String> names = new LinkedHashSet<>();
        refused.forEach(node -> names.add(node.op().name()));
        throw new Refusal(names);
    }

    private void requireRefusal(Program program, CompileOptions how, List<Node> refused) {
        try {
            backend.compile(program, how).close();
        } catch (BackendException e) {
            String message = String.valueOf(e.getMessage());
            if (refused.stream().noneMatch(node -> names(message, node))) {
                throw new AssertionError(
                        "the refusal must name the op and the types of a node that is not supported, but message=\""
                                + message + "\", node=" + refused.get(0) + ".",
                        e);
            }
            return;
        }
        throw new AssertionError("compile must refuse what supports() denies, but it compiled; node=" + refused.get(0)
                + ". Throw a BackendException that names the op and its types.");
    }

    private static boolean names(String message, Node node) {
        List<TensorType> types = Stream.concat(node.inputs().stream(), node.outputs().stream())
                .map(Value::type)
                .toList();
        return message.contains(node.op().name())
                && types.stream().anyMatch(type -> message.contains(type.toString()))
                && message.contains(node.scope());
    }

    // ---- feeding

    /** A tensor between canaries; the bench closes it. */
    Tensor tensor(NdArray values) {
        int offset = MARGIN + 3 * values.type().element().bytes();
        int bytes = Math.toIntExact(values.type().bytes());
        ArrowBuf buffer = allocator.buffer(offset + bytes + MARGIN);
        owned.add(buffer);
        for (int i = 0; i < offset + bytes + MARGIN; i++) {
            buffer.setByte(i, 0x5A);
        }
        Tensor tensor = Tensor.borrow(buffer, offset, values.type());
        values.writeTo(tensor);
        fed.add(new Fed(tensor, buffer, bytes(buffer, offset + bytes + MARGIN)));
        return tensor;
    }

    Feed feed(Map<String, NdArray> values) {
        Feed feed = new Feed();
        values.forEach((name, array) -> feed.put(name, tensor(array)));
        return feed;
    }

    Map<String, NdArray> run(Executable executable, Graph graph, Map<String, NdArray> values) {
        return outputs(executable.run(graph.name(), feed(values)), graph);
    }

    /** Copies of all outputs of a step, their types checked. */
    static Map<String, NdArray> outputs(Step step, Graph graph) {
        Map<String, NdArray> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> {
            Tensor tensor = step.output(name);
            if (!tensor.type().equals(value.type())) {
                throw new AssertionError("output \"" + name + "\" must have the type of the graph, but type="
                        + tensor.type() + ", graph=" + value.type() + ".");
            }
            outputs.put(name, NdArray.of(tensor));
        });
        return outputs;
    }

    // ---- state

    /** A snapshot for {@code restore}; the bench closes it. */
    Snapshot snapshot(Map<String, NdArray> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        values.forEach((name, array) -> tensors.put(name, tensor(array)));
        Snapshot snapshot = new Snapshot(tensors);
        owned.add(snapshot);
        return snapshot;
    }

    /** Copies of all variables as they are now. */
    static Map<String, NdArray> state(Executable executable) {
        Map<String, NdArray> state = new LinkedHashMap<>();
        try (Snapshot snapshot = executable.snapshot()) {
            snapshot.tensors().forEach((name, tensor) -> state.put(name, NdArray.of(tensor)));
        }
        return state;
    }

    /** Closes {@code resource} with the bench. */
    <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    // ---- ending

    /** Operands are never changed, nor is what lies beside them. */
    void requireUnchangedFeeds() {
        for (Fed one : fed) {
            byte[] now = bytes(one.buffer(), one.before().length);
            int at = Arrays.mismatch(one.before(), now);
            if (at >= 0) {
                long start = one.tensor().offset();
                boolean inside = at >= start && at < start + one.tensor().type().bytes();
                throw new AssertionError("what is fed must never be changed, but " + (inside ? "operand" : "canary")
                        + " of " + one.tensor().type() + " changed at byte=" + (at - start) + ", before="
                        + one.before()[at] + ", after=" + now[at] + ".");
            }
        }
    }

    /** Makes the feeds so far free to be overwritten by the case itself. */
    void forgetFeeds() {
        fed.clear();
    }

    private static byte[] bytes(ArrowBuf buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            try {
                owned.get(i).close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("bench: closing failed: " + e.getMessage(), e);
            }
        }
    }
}
