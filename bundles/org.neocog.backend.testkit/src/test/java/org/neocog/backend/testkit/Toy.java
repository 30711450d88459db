package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.arrow.memory.OutOfMemoryException;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A backend that interprets by the oracle, and does one thing wrong on request. */
final class Toy implements Backend {
    /** What it can do wrong besides a wrong op. */
    enum Fault {
        STALE_SNAPSHOT,
        LEAK,
        HALF_RESTORE,
        UPDATES_ONE_AFTER_THE_OTHER,
        OVERWRITES_OPERANDS,
        WRITES_BESIDE_OPERANDS,
        READS_FEED_LATE,
        MISSING_INPUT_IS_ZERO,
        CLOSES_ONCE,
        RUNS_AFTER_CLOSE,
        COMPUTES_WHAT_IT_DENIES,
        REFUSES_WITHOUT_NAMES,
        DEPENDS_ON_THREADS,
        FORGETS_UNREAD_INPUTS,
        FIRST_RUN_DIFFERS
    }

    private final Set<ElementType> types;
    private final Predicate<Node> supported;
    private final Oracle.Rule rule;
    private final Set<Fault> faults;

    private Toy(Set<ElementType> types, Predicate<Node> supported, Oracle.Rule rule, Set<Fault> faults) {
        this.types = types;
        this.supported = supported;
        this.rule = rule;
        this.faults = faults;
    }

    static Toy right(ElementType... types) {
        return new Toy(Set.of(types), node -> true, Oracle.ROUNDED, EnumSet.noneOf(Fault.class));
    }

    Toy with(Fault fault) {
        return new Toy(types, supported, rule, EnumSet.of(fault));
    }

    Toy with(Oracle.Rule wrong) {
        return new Toy(types, supported, wrong, faults);
    }

    Toy supporting(Predicate<Node> some) {
        return new Toy(types, some, rule, faults);
    }

    private boolean does(Fault fault) {
        return faults.contains(fault);
    }

    @Override
    public DeviceInfo device() {
        return new DeviceInfo("toy", "testkit", 1 << 20, types);
    }

    @Override
    public boolean supports(Node node) {
        return node.op() instanceof SourceOp || supported.test(node);
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        for (Graph graph : program.graphs()) {
            for (Node node : graph.nodes()) {
                if (!supports(node) && !does(Fault.COMPUTES_WHAT_IT_DENIES)) {
                    throw new BackendException(does(Fault.REFUSES_WITHOUT_NAMES) ? "no" : "toy: refused: " + node);
                }
            }
        }
        return new Interpreter(program, options);
    }

    /** A compiled program. */
    private final class Interpreter implements Executable {
        private final Program program;
        private final CompileOptions options;
        private final Map<String, Tensor> variables = new LinkedHashMap<>();
        private final Map<String, Tensor> outputs = new LinkedHashMap<>();
        private Map<String, NdArray> first = Map.of();
        private boolean closed;
        private int runs;

        Interpreter(Program program, CompileOptions options) {
            this.program = program;
            this.options = options;
            try {
                for (Variable variable : program.variables()) {
                    variables.put(variable.name(), Tensor.zeros(options.allocator(), variable.type()));
                }
            } catch (OutOfMemoryException e) {
                variables.values().forEach(Tensor::close);
                throw new InsufficientMemoryException("toy: memory is short: " + e.getMessage(), e);
            }
        }

        private void requireOpen() {
            if (closed && !does(Fault.RUNS_AFTER_CLOSE)) {
                throw new IllegalStateException("toy: used after close");
            }
        }

        @Override
        public void restore(Snapshot state) {
            requireOpen();
            if (does(Fault.HALF_RESTORE)) {
                state.tensors().forEach((name, tensor) -> {
                    requireFits(name, tensor);
                    NdArray.of(tensor).writeTo(variables.get(name));
                });
            } else {
                state.tensors().forEach(this::requireFits);
                state.tensors().forEach((name, tensor) -> NdArray.of(tensor).writeTo(variables.get(name)));
            }
        }

        private void requireFits(String name, Tensor tensor) {
            Tensor variable = variables.get(name);
            if (variable == null) {
                throw new BackendException("toy: no variable " + name);
            }
            requireType(name, variable.type(), tensor.type());
        }

        private void requireType(String name, TensorType want, TensorType got) {
            if (!want.equals(got)) {
                throw new BackendException("toy: " + name + " must be " + want + ", but is " + got);
            }
        }

        @Override
        public Step run(String name, Feed feed) {
            requireOpen();
            if (closed) {
                return output -> Tensor.zeros(options.allocator(), TensorType.scalar(ElementType.UINT8));
            }
            Graph graph = Transformations.expand(program.graph(name), node -> false);
            Map<String, NdArray> inputs = inputs(graph, feed);
            Oracle.Result result = Oracle.run(graph, inputs, state(), rule);
            runs++;
            spoil(feed, graph);
            update(graph, inputs, result);
            outputs.values().forEach(Tensor::close);
            outputs.clear();
            result.outputs().forEach((output, array) -> {
                Tensor tensor = Tensor.allocate(options.allocator(), array.type());
                odd(array).writeTo(tensor);
                outputs.put(output, tensor);
            });
            return output -> output(graph, feed, output);
        }

        private NdArray odd(NdArray array) {
            boolean changes = does(Fault.DEPENDS_ON_THREADS) && options.threads() > 1
                    || does(Fault.FIRST_RUN_DIFFERS) && runs == 1;
            return changes && array.type().element() == ElementType.FLOAT32
                    ? array.map(v -> Math.nextUp((float) v))
                    : array;
        }

        private Tensor output(Graph graph, Feed feed, String name) {
            Tensor tensor = outputs.get(name);
            if (tensor == null) {
                throw new BackendException("toy: no output " + name + "; outputs: " + outputs.keySet());
            }
            if (does(Fault.READS_FEED_LATE) && graph.outputs().get(name).node().op() instanceof SourceOp.Input input) {
                NdArray.of(feed.tensors().get(input.input())).writeTo(tensor);
            }
            return tensor;
        }

        private Map<String, NdArray> inputs(Graph graph, Feed feed) {
            for (String name : feed.tensors().keySet()) {
                if (!graph.inputs().containsKey(name)) {
                    throw new BackendException("toy: no input " + name + "; inputs: "
                            + graph.inputs().keySet());
                }
            }
            Map<String, NdArray> inputs = new LinkedHashMap<>();
            graph.inputs().forEach((name, value) -> {
                Tensor tensor = feed.tensors().get(name);
                boolean read =
                        graph.nodes().stream().anyMatch(node -> node.inputs().contains(value));
                if (tensor != null) {
                    requireType(name, value.type(), tensor.type());
                    inputs.put(name, NdArray.of(tensor));
                } else if (does(Fault.MISSING_INPUT_IS_ZERO) || does(Fault.FORGETS_UNREAD_INPUTS) && !read) {
                    inputs.put(name, NdArray.zeros(value.type()));
                } else {
                    throw new BackendException("toy: input " + name + " is missing");
                }
            });
            return inputs;
        }

        private void spoil(Feed feed, Graph graph) {
            boolean tanh =
                    graph.nodes().stream().anyMatch(node -> node.op().name().equals("tanh"));
            for (Tensor tensor : feed.tensors().values()) {
                if (tanh && does(Fault.OVERWRITES_OPERANDS)) {
                    NdArray.of(tensor).map(v -> v + 1).writeTo(tensor);
                }
                if (tanh && does(Fault.WRITES_BESIDE_OPERANDS)) {
                    tensor.buffer().setByte(tensor.offset() + tensor.type().bytes(), 0);
                }
            }
        }

        private void update(Graph graph, Map<String, NdArray> inputs, Oracle.Result result) {
            List<String> names = new ArrayList<>(result.updates().keySet());
            for (String name : names) {
                Map<String, NdArray> updates = does(Fault.UPDATES_ONE_AFTER_THE_OTHER)
                        ? Oracle.run(graph, inputs, state(), rule).updates()
                        : result.updates();
                updates.get(name).writeTo(variables.get(name));
            }
        }

        private Map<String, NdArray> state() {
            Map<String, NdArray> state = new LinkedHashMap<>();
            variables.forEach((name, tensor) -> state.put(name, NdArray.of(tensor)));
            return state;
        }

        @Override
        public Snapshot snapshot() {
            requireOpen();
            Map<String, NdArray> state = closed ? Map.of() : state();
            if (first.isEmpty()) {
                first = state;
            }
            Map<String, Tensor> copies = new LinkedHashMap<>();
            (does(Fault.STALE_SNAPSHOT) ? first : state).forEach((name, array) -> {
                Tensor copy = Tensor.allocate(options.allocator(), array.type());
                array.writeTo(copy);
                copies.put(name, copy);
            });
            return new Snapshot(copies);
        }

        @Override
        public MemoryReport memory() {
            requireOpen();
            long bytes = program.variables().stream()
                    .mapToLong(v -> v.type().bytes())
                    .sum();
            return new MemoryReport(bytes, 0, 0);
        }

        @Override
        public void close() {
            if (closed && does(Fault.CLOSES_ONCE)) {
                throw new IllegalStateException("toy: closed twice");
            }
            closed = true;
            outputs.values().forEach(Tensor::close);
            outputs.clear();
            if (!does(Fault.LEAK)) {
                variables.values().forEach(Tensor::close);
            }
        }
    }
}
