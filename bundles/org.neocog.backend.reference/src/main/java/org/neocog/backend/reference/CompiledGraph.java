package org.neocog.backend.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.BackendException;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/**
 * One graph, ready to run: its kernels in order, bound to their arrays; where its inputs, outputs and updates lie. Running allocates nothing.
 */
final class CompiledGraph implements Step, AutoCloseable {
    /** From an array to another. */
    private static final class Copy {
        private final double[] from;
        private final double[] to;
        private final int size;

        Copy(double[] from, double[] to, int size) {
            this.from = from;
            this.to = to;
            this.size = size;
        }

        void run() {
            System.arraycopy(from, 0, to, 0, size);
        }
    }

    /** From an array to what is given back. */
    private static final class Output {
        private final double[] from;
        private final Tensor to;

        Output(double[] from, Tensor to) {
            this.from = from;
            this.to = to;
        }
    }

    private final String name;
    private final List<FeedKernel> inputs = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();
    /** The node of each kernel, for messages. */
    private final List<Node> nodes = new ArrayList<>();

    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final List<Output> outputList;
    private final List<Copy> copies = new ArrayList<>();

    CompiledGraph(Graph graph, ProgramMemory memory, BufferAllocator allocator, int threads) {
        name = graph.name();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof SourceOp.Input input) {
                FeedKernel feed = new FeedKernel(input.input(), input.type(), memory.array(graph, node.output()));
                inputs.add(feed);
                add(node, feed);
            } else if (!(node.op() instanceof SourceOp)) {
                Bound bound = new Bound(
                        node, arrays(graph, memory, node.inputs()), arrays(graph, memory, node.outputs()), threads);
                Kernels.of(bound).forEach(kernel -> add(node, kernel));
                memory.addScratch(bound.scratchBytes());
            }
        }
        addUpdates(graph, memory);
        try {
            graph.outputs()
                    .forEach((output, value) -> outputs.put(
                            output, new Output(memory.array(graph, value), Tensor.allocate(allocator, value.type()))));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        outputList = List.copyOf(outputs.values());
    }

    private static List<double[]> arrays(Graph graph, ProgramMemory memory, List<Value> values) {
        return values.stream().map(value -> memory.array(graph, value)).toList();
    }

    private void add(Node node, Kernel kernel) {
        nodes.add(node);
        kernels.add(kernel);
    }

    /** Values of other variables are put aside first: a graph may swap two variables. */
    private void addUpdates(Graph graph, ProgramMemory memory) {
        List<Copy> commits = new ArrayList<>();
        for (Map.Entry<Variable, Value> update : graph.updates().entrySet()) {
            double[] next = memory.array(graph, update.getValue());
            double[] target = memory.variable(update.getKey());
            int size = update.getKey().type().shape().intSize();
            boolean isVariable = memory.root(graph, update.getValue()).node().op() instanceof SourceOp.Read;
            if (isVariable && next != target) {
                double[] aside = memory.allocate(size);
                copies.add(new Copy(next, aside, size));
                next = aside;
            }
            if (next != target) {
                commits.add(new Copy(next, target, size));
            }
        }
        copies.addAll(commits);
    }

    /** Runs one step. Variables change only after everything else has gone well. */
    void run(Feed feed, Workers workers) {
        accept(feed);
        try {
            for (int i = 0; i < kernels.size(); i++) {
                runKernel(i, workers);
            }
        } finally {
            forgetFeed();
        }
        end();
    }

    /** Runs one step, and tells what each kernel took. */
    Profile profile(Feed feed, Workers workers) {
        long start = System.nanoTime();
        List<Profile.Part> parts = new ArrayList<>();
        accept(feed);
        try {
            for (int i = 0; i < kernels.size(); i++) {
                long begin = System.nanoTime();
                runKernel(i, workers);
                long nanos = System.nanoTime() - begin;
                Node node = nodes.get(i);
                parts.add(new Profile.Part(node.op().name(), node.scope(), "loops", nanos));
            }
        } finally {
            forgetFeed();
        }
        end();
        return new Profile(System.nanoTime() - start, parts);
    }

    private void forgetFeed() {
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).feed(null);
        }
    }

    private void end() {
        for (int i = 0; i < outputList.size(); i++) {
            TensorCopies.store(outputList.get(i).from, outputList.get(i).to);
        }
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).run();
        }
    }

    private void runKernel(int index, Workers workers) {
        try {
            kernels.get(index).run(workers);
        } catch (RuntimeException e) {
            throw new BackendException(
                    "reference: graph \"" + name + "\": a kernel must not fail, but " + nodes.get(index) + " failed: "
                            + e + ". The variables are as before the step; report this.",
                    e);
        }
    }

    private void accept(Feed feed) {
        Map<String, Tensor> fed = feed.tensors();
        for (int i = 0; i < inputs.size(); i++) {
            FeedKernel input = inputs.get(i);
            Tensor tensor = fed.get(input.input());
            if (tensor == null) {
                throw new BackendException(
                        "reference: graph \"" + name + "\": every input must be fed, but input=\"" + input.input()
                                + "\" is missing, fed=" + fed.keySet() + ". Put a tensor " + input.type() + ".");
            }
            if (!tensor.type().equals(input.type())) {
                throw new BackendException(
                        "reference: graph \"" + name + "\": input \"" + input.input() + "\" must be " + input.type()
                                + ", but fed=" + tensor.type() + ". Feed the type that the graph was built for.");
            }
            tensor.address(); // fails if it is closed
        }
        if (fed.size() > inputs.size()) {
            throw new BackendException(
                    "reference: graph \"" + name + "\": only inputs may be fed, but fed=" + fed.keySet() + ", inputs="
                            + inputs.stream().map(FeedKernel::input).toList() + ". Leave the others out.");
        }
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).feed(fed.get(inputs.get(i).input()));
        }
    }

    @Override
    public Tensor output(String output) {
        Output found = outputs.get(output);
        if (found == null) {
            throw new BackendException("reference: graph \"" + name + "\": there is no output \"" + output
                    + "\"; outputs: " + outputs.keySet() + ".");
        }
        return found.to;
    }

    /** Bytes of all outputs. */
    long outputBytes() {
        return outputList.stream()
                .mapToLong(output -> output.to.buffer().capacity())
                .sum();
    }

    /** Gives the memory of the outputs back. */
    @Override
    public void close() {
        outputs.values().forEach(output -> output.to.close());
    }
}
