package org.neocog.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.Model;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.dataset.ImageBatch;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Finds the op that a backend computes otherwise than the complete backend: the recorded step is computed by the complete one with every value
 * kept, then each op alone by the other, of the complete one's values. What is wrong only where several ops are computed together is not found.
 */
final class WrongOpSearch {
    private static final Logger LOG = System.getLogger(WrongOpSearch.class.getName());
    /** Multiplications of a large step on the complete backend take minutes: no search where values are more than these. */
    private static final long MOST_VALUES = 20_000_000;

    private final Graph graph;
    private final BufferAllocator allocator;
    private final RunSettings settings;
    private final Map<Value, Tensor> values = new LinkedHashMap<>();

    private WrongOpSearch(Graph graph, RunSettings settings, BufferAllocator allocator) {
        this.graph = graph;
        this.settings = settings;
        this.allocator = allocator;
    }

    /** The first op that differs, in the order of the graph; null if none does, or the search is not possible. */
    static QuarantineReport.@Nullable WrongOp find(
            StepRecord record, Program program, RunSettings settings, Provider suspect, Backends backends) {
        Backends.Installed complete = backends.complete().orElse(null);
        if (complete == null || complete.backend() == suspect.installed().backend()) {
            return null;
        }
        ImageBatch batch = record.replay().next();
        if (batch == null) {
            return null;
        }
        Graph graph = Transformations.simplify(
                Transformations.expand(program.graph(TrainingProgram.train(batch.count())), node -> false));
        long size = graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .mapToLong(value -> value.type().size())
                .sum();
        if (size > MOST_VALUES) {
            return null;
        }
        try (BufferAllocator memory = NeocogAllocators.root("search for the wrong op", Long.MAX_VALUE)) {
            WrongOpSearch search = new WrongOpSearch(graph, settings, memory);
            try {
                search.compute(record, batch, program, complete);
                return search.firstDifference(suspect);
            } finally {
                search.values.values().forEach(Tensor::close);
            }
        } catch (RuntimeException e) { // the report does without
            LOG.log(Level.INFO, "the wrong op of backend " + suspect.name() + " was not found", e);
            return null;
        }
    }

    /** All values of the step, on the complete backend. */
    private void compute(StepRecord record, ImageBatch batch, Program program, Backends.Installed complete) {
        GraphBuilder b = new GraphBuilder("traced");
        Map<Value, Value> copies = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            copy(b, node, copies);
        }
        copies.forEach((original, copy) -> b.output(original.label(), copy));
        Program traced = new Program(program.variables(), List.of(b.build()));
        try (Executable executable = complete.backend().compile(traced, settings.compileOptions(allocator));
                Inputs inputs = new Inputs(record, batch, settings, allocator)) {
            executable.restore(record.before());
            Step step = executable.run("traced", inputs.of(graph));
            for (Value value : copies.keySet()) {
                Tensor kept = Tensor.allocate(allocator, value.type());
                values.put(value, kept);
                kept.copyFrom(step.output(value.label()));
            }
        }
    }

    private static void copy(GraphBuilder b, Node node, Map<Value, Value> copies) {
        List<Value> results;
        if (node.op() instanceof SourceOp.Input input) {
            results = List.of(b.input(input.input(), input.type()));
        } else if (node.op() instanceof SourceOp.Read read) {
            results = List.of(b.read(read.variable()));
        } else {
            results = b.add(node.op(), node.inputs().stream().map(copies::get).toList())
                    .outputs();
        }
        for (int i = 0; i < results.size(); i++) {
            copies.put(node.output(i), results.get(i));
        }
    }

    private QuarantineReport.@Nullable WrongOp firstDifference(Provider suspect) {
        List<Graph> alone = new ArrayList<>();
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> !(node.op() instanceof SourceOp))
                .toList();
        nodes.forEach(node -> alone.add(alone(node)));
        try (Executable executable = suspect.compile(new Program(List.of(), alone), settings, allocator)) {
            for (Node node : nodes) {
                Feed feed = new Feed();
                for (Value operand : node.inputs()) {
                    if (!(operand.node().op() instanceof SourceOp.Constant)) {
                        feed.put(operand.label(), kept(operand));
                    }
                }
                Step step = executable.run("op/" + node.id(), feed);
                for (Value result : node.outputs()) {
                    QuarantineReport.WrongOp wrong = difference(node, kept(result), step.output(result.label()));
                    if (wrong != null) {
                        return wrong;
                    }
                }
            }
            return null;
        }
    }

    private Tensor kept(Value value) {
        return java.util.Objects.requireNonNull(values.get(value), "every value is kept");
    }

    /** A graph of this op, with its operands as inputs. */
    private static Graph alone(Node node) {
        GraphBuilder b = new GraphBuilder("op/" + node.id());
        Map<Value, Value> operands = new LinkedHashMap<>();
        for (Value operand : node.inputs()) {
            operands.computeIfAbsent(
                    operand,
                    any -> operand.node().op() instanceof SourceOp.Constant constant
                            ? b.constant(constant.data())
                            : b.input(operand.label(), operand.type()));
        }
        List<Value> results = b.add(
                        node.op(), node.inputs().stream().map(operands::get).toList())
                .outputs();
        for (int i = 0; i < results.size(); i++) {
            b.output(node.output(i).label(), results.get(i));
        }
        return b.build();
    }

    private QuarantineReport.@Nullable WrongOp difference(Node node, Tensor expected, Tensor actual) {
        double tolerance = settings.swap()
                .tolerance()
                .orElse(Proof.tolerance(settings.train().precision()));
        double square = 0;
        double largest = 0;
        long worst = -1;
        double worstBy = -1;
        for (long i = 0; i < expected.size(); i++) {
            double one = expected.getDouble(i);
            double other = actual.getDouble(i);
            double by = Math.abs(one - other);
            if (one != other && (by > worstBy || Double.isNaN(by) && Double.isFinite(one))) {
                worst = i;
                worstBy = Double.isNaN(by) ? Double.POSITIVE_INFINITY : by;
            }
            square += by * by;
            largest += one * one;
        }
        boolean differs = worst >= 0 && !(Math.sqrt(square) <= tolerance * Math.sqrt(largest) + Float.MIN_NORMAL);
        return differs
                ? new QuarantineReport.WrongOp(
                        graph.name(),
                        node.op().name(),
                        node.scope(),
                        node.inputs().stream()
                                .map(value -> value.type().toString())
                                .toList(),
                        worst,
                        expected.getDouble(worst),
                        actual.getDouble(worst))
                : null;
    }

    /** What is fed to a training graph. */
    private static final class Inputs implements AutoCloseable {
        private final Owned owned = new Owned();
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();

        Inputs(StepRecord record, ImageBatch batch, RunSettings settings, BufferAllocator allocator) {
            tensors.put(TrainingProgram.IMAGES, batch.images());
            tensors.put(TrainingProgram.LABELS, batch.labels());
            batch.mixture().ifPresent(mixture -> {
                tensors.put(TrainingProgram.OTHER_LABELS, mixture.labels());
                tensors.put(TrainingProgram.SHARES, mixture.shares());
            });
            tensors.put(TrainingProgram.LEARNING_RATE, scalar(record.rate(), settings, allocator));
            tensors.put(TrainingProgram.STEP, scalar(record.step() + 1, settings, allocator));
            Tensor random = owned.add(Tensor.zeros(allocator, TensorType.of(ElementType.INT64, 2)));
            random.setLong(0, settings.seed());
            random.setLong(1, record.step() * settings.train().accumulate());
            tensors.put(Model.RANDOM_STATE, random);
        }

        private Tensor scalar(double value, RunSettings settings, BufferAllocator allocator) {
            Tensor tensor = owned.add(Tensor.zeros(allocator, TensorType.scalar(settings.element())));
            tensor.setDouble(0, value);
            return tensor;
        }

        Feed of(Graph graph) {
            Feed feed = new Feed();
            graph.inputs()
                    .keySet()
                    .forEach(name -> feed.put(name, java.util.Objects.requireNonNull(tensors.get(name))));
            return feed;
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
