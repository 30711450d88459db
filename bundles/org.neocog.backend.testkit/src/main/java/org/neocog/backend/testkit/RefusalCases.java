package org.neocog.backend.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.GraphException;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** What is refused, in which words, and that nothing changed by it; closing and memory. */
final class RefusalCases {
    private static final String GROUP = "refusals";
    private static final String LIFECYCLE = "lifecycle";

    private final CaseList list;
    private final ElementType element;
    private final TensorType type;
    private final Variable weight;
    private final Variable other;
    private final Graph graph;

    private RefusalCases(CaseList list, ElementType element) {
        this.list = list;
        this.element = element;
        this.type = TensorType.of(element, 2, 3);
        this.weight = new Variable("conv1.weight", type, Role.PARAMETER);
        this.other = new Variable("conv1.bias", type, Role.PARAMETER);
        GraphBuilder builder = new GraphBuilder("train");
        Value sum = builder.add(builder.read(weight), builder.input("image", type));
        builder.update(weight, sum);
        builder.output("loss", sum);
        this.graph = builder.build();
    }

    static void addTo(CaseList list, ElementType element) {
        RefusalCases cases = new RefusalCases(list, element);
        cases.feeds();
        cases.restores();
        cases.names();
        cases.closing();
        cases.memory();
    }

    private Executable compile(Bench bench) {
        Executable executable = bench.compile(new Program(List.of(weight, other), List.of(graph)), 1);
        executable.restore(bench.snapshot(before()));
        return executable;
    }

    private Map<String, NdArray> before() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put(weight.name(), NdArray.of(type, 1, 2, 3));
        state.put(other.name(), NdArray.of(type, 4));
        return state;
    }

    /** Refuses by the exception, in a message with all of {@code parts}; the variables stay, and the next step runs. */
    private void refuses(Bench bench, Executable executable, Runnable action, String... parts) {
        requireRefusal(BackendException.class, action, parts);
        CaseList.requireSame("the variables after a refusal", before(), Bench.state(executable));
        Map<String, NdArray> got = bench.run(executable, graph, Map.of("image", NdArray.of(type, 1)));
        CaseList.requireSame("the step after a refusal", Map.of("loss", NdArray.of(type, 2, 3, 4)), got);
    }

    private static void requireRefusal(Class<? extends RuntimeException> kind, Runnable action, String... parts) {
        try {
            action.run();
        } catch (RuntimeException e) {
            boolean fits = kind.isInstance(e) || kind == BackendException.class && e instanceof GraphException;
            if (!fits) {
                throw new AssertionError("must be refused by " + kind.getSimpleName() + ", but was by " + e + ".", e);
            }
            String message = String.valueOf(e.getMessage());
            for (String part : parts) {
                if (!message.contains(part)) {
                    throw new AssertionError(
                            "the refusal must say \"" + part + "\", but message=\"" + message + "\".", e);
                }
            }
            return;
        }
        throw new AssertionError("must be refused by " + kind.getSimpleName() + ", but went through.");
    }

    private void feeds() {
        list.add(GROUP, "a missing input", bench -> {
            Executable executable = compile(bench);
            refuses(bench, executable, () -> executable.run("train", new Feed()), "image");
        });
        list.add(GROUP, "an input that nothing reads, missing", bench -> {
            GraphBuilder builder = new GraphBuilder("train");
            builder.input("unread", type);
            Executable executable = bench.compile(builder.build());
            requireRefusal(BackendException.class, () -> executable.run("train", new Feed()), "unread");
        });
        list.add(GROUP, "an unknown input", bench -> {
            Executable executable = compile(bench);
            Map<String, NdArray> feed = new LinkedHashMap<>();
            feed.put("image", NdArray.of(type, 7));
            feed.put("imagge", NdArray.of(type, 7));
            refuses(bench, executable, () -> executable.run("train", bench.feed(feed)), "imagge", "image");
        });
        ElementType wrong = element == ElementType.FLOAT32 ? ElementType.FLOAT64 : ElementType.FLOAT32;
        for (TensorType bad :
                List.of(TensorType.of(element, 3, 2), TensorType.of(element, 2), TensorType.of(wrong, 2, 3))) {
            list.add(GROUP, "an input of type " + bad, bench -> {
                Executable executable = compile(bench);
                Feed feed = bench.feed(Map.of("image", NdArray.of(bad, 7)));
                refuses(
                        bench,
                        executable,
                        () -> executable.run("train", feed),
                        "image",
                        type.toString(),
                        bad.toString());
            });
        }
    }

    private void restores() {
        list.add(GROUP, "a restore of an unknown variable", bench -> {
            Executable executable = compile(bench);
            Map<String, NdArray> state = new LinkedHashMap<>();
            state.put(weight.name(), NdArray.of(type, 9));
            state.put("conv9.weight", NdArray.of(type, 9));
            Snapshot snapshot = bench.snapshot(state);
            refuses(bench, executable, () -> executable.restore(snapshot), "conv9.weight");
        });
        for (TensorType bad : List.of(TensorType.of(element, 6), TensorType.of(ElementType.INT32, 2, 3))) {
            list.add(GROUP, "a restore of type " + bad, bench -> {
                Executable executable = compile(bench);
                Map<String, NdArray> state = new LinkedHashMap<>();
                state.put(weight.name(), NdArray.of(type, 9));
                state.put(other.name(), NdArray.of(bad, 9));
                Snapshot snapshot = bench.snapshot(state);
                refuses(
                        bench,
                        executable,
                        () -> executable.restore(snapshot),
                        other.name(),
                        type.toString(),
                        bad.toString());
            });
        }
    }

    private void names() {
        list.add(GROUP, "an unknown graph", bench -> {
            Executable executable = compile(bench);
            Feed feed = bench.feed(Map.of("image", NdArray.of(type, 7)));
            refuses(bench, executable, () -> executable.run("trian", feed), "trian", "train");
        });
        list.add(GROUP, "an unknown output", bench -> {
            Executable executable = compile(bench);
            Step step = executable.run("train", bench.feed(Map.of("image", NdArray.of(type, 7))));
            requireRefusal(BackendException.class, () -> step.output("lost"), "lost", "loss");
            CaseList.requireSame(
                    "the outputs",
                    Map.of("loss", NdArray.of(type, 8, 9, 10)),
                    Map.of("loss", NdArray.of(step.output("loss"))));
        });
    }

    private void closing() {
        list.add(LIFECYCLE, "closing twice does nothing", bench -> {
            Executable executable = compile(bench);
            executable.close();
            executable.close();
        });
        list.add(LIFECYCLE, "every method after close is refused", bench -> {
            Executable executable = compile(bench);
            Feed feed = bench.feed(Map.of("image", NdArray.of(type, 7)));
            Snapshot snapshot = bench.snapshot(before());
            executable.run("train", feed);
            executable.close();
            requireRefusal(IllegalStateException.class, () -> executable.run("train", feed), "close");
            requireRefusal(IllegalStateException.class, () -> executable.restore(snapshot), "close");
            requireRefusal(IllegalStateException.class, executable::snapshot, "close");
            requireRefusal(IllegalStateException.class, executable::memory, "close");
            executable.close();
        });
        list.add(LIFECYCLE, "an executable that never ran gives its memory back", bench -> {
            long held = bench.allocator().getAllocatedMemory();
            bench.compile(new Program(List.of(weight, other), List.of(graph)), 2)
                    .close();
            requireHeld(bench, held);
        });
        list.add(LIFECYCLE, "all memory is given back on close", bench -> {
            Executable executable = compile(bench);
            Feed feed = bench.feed(Map.of("image", NdArray.of(type, 7)));
            for (int i = 0; i < 3; i++) {
                executable.run("train", feed);
                executable.snapshot().close();
            }
            long held = bench.allocator().getAllocatedMemory();
            executable.run("train", feed);
            executable.run("train", feed);
            requireHeld(bench, held);
            executable.close();
            try (Executable fresh = bench.compile(new Program(List.of(weight, other), List.of(graph)), 1)) {
                fresh.memory();
            }
        });
    }

    private static void requireHeld(Bench bench, long want) {
        long now = bench.allocator().getAllocatedMemory();
        if (now != want) {
            throw new AssertionError("the memory held must be as before, but before=" + want + ", now=" + now + ".");
        }
    }

    private void memory() {
        list.add(LIFECYCLE, "the memory report counts the variables", bench -> {
            Executable executable = compile(bench);
            executable.run("train", bench.feed(Map.of("image", NdArray.of(type, 7))));
            MemoryReport report = executable.memory();
            boolean plausible = report.variables() >= 2 * type.bytes()
                    && report.intermediates() >= 0
                    && report.outputs() >= 0
                    && report.total() >= report.variables();
            if (!plausible) {
                throw new AssertionError("the memory report must count variables of at least " + 2 * type.bytes()
                        + " bytes and nothing negative, but report=" + report + ".");
            }
        });
        list.add(LIFECYCLE, "too little memory is refused, and nothing is kept", bench -> {
            Variable huge = new Variable("huge", TensorType.of(element, 1 << 20), Role.PARAMETER);
            GraphBuilder builder = new GraphBuilder("train");
            builder.update(huge, builder.add(builder.read(huge), builder.read(huge)));
            Program program = new Program(List.of(weight, huge), List.of(builder.build()));
            bench.compile(program, 1).close();
            try (BufferAllocator little = bench.allocator().newChildAllocator("little", 0, 64 << 10)) {
                boolean own = false;
                try (Executable executable = bench.backend().compile(program, new CompileOptions(little, 1))) {
                    own = executable.memory().variables() > 0;
                } catch (BackendException e) {
                    own = true;
                }
                if (!own) {
                    throw new AssertionError(
                            "an executable within too little memory must hold its variables elsewhere.");
                }
            }
        });
        list.add(LIFECYCLE, "the device says what it is", bench -> {
            DeviceInfo device = bench.backend().device();
            boolean told = !device.name().isBlank()
                    && device.memoryBytes() > 0
                    && device.elementTypes().stream().anyMatch(ElementType::isFloating);
            if (!told) {
                throw new AssertionError(
                        "a device must have a name, memory and a floating type, but device=" + device + ".");
            }
        });
    }
}
