package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jocl.CLException;
import org.jocl.SignalHandlers;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** One graph, ready to run: commands in order, and where inputs, outputs and updates lie. Running allocates nothing. */
final class CompiledGraph implements Step, AutoCloseable {
    /** What is fed. */
    private static final class Input {
        final String name;
        final TensorType type;
        final Buffer buffer;

        @Nullable
        cl_mem memory;

        Input(String name, TensorType type, Buffer buffer) {
            this.name = name;
            this.type = type;
            this.buffer = buffer;
        }
    }

    /** What is given back. */
    private static final class Output {
        final Buffer buffer;
        final Tensor tensor;

        @Nullable
        cl_mem memory;

        Output(Buffer buffer, Tensor tensor) {
            this.buffer = buffer;
            this.tensor = tensor;
        }
    }

    private final String name;
    private final Stream stream;
    private final Transfers transfers;
    private final ProgramMemory memory;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final List<Output> outputList;
    private final List<Command> preparations;
    private final List<Command> commands;
    /** What changes variables, after everything else. */
    private final List<Command> changes = new ArrayList<>();

    private final Arena arena;
    private long prepared = -1;
    private boolean hasRun;

    CompiledGraph(Lowering lowering, Transfers transfers, BufferAllocator allocator) {
        Graph graph = lowering.graph();
        name = graph.name();
        stream = lowering.stream();
        memory = lowering.memory();
        this.transfers = transfers;
        SlabUpdates slabs = new SlabUpdates(lowering, memory);
        lowering.lowerAll();
        graph.inputs().forEach((input, value) -> inputs.add(new Input(input, value.type(), lowering.operand(value))));
        Map<String, Buffer> results = new LinkedHashMap<>();
        graph.outputs().forEach((output, value) -> results.put(output, lowering.operand(value)));
        Map<Variable, Buffer> next = new LinkedHashMap<>();
        graph.updates().forEach((variable, value) -> {
            if (!slabs.covers(variable)) {
                next.put(variable, lowering.operand(value));
            }
        });
        List<Command> updates = slabs.commands();
        commands = List.copyOf(lowering.commands());
        preparations = List.copyOf(lowering.preparations());
        addChanges(next, updates);
        int end = commands.size();
        results.values().forEach(buffer -> buffer.use(end));
        changes.forEach(command -> command.buffers().forEach(buffer -> buffer.use(end)));
        arena = new Arena(
                planned(results.values()),
                stream.session().device().alignment(),
                stream.session().device().largest());
        try {
            results.forEach((output, buffer) -> outputs.put(output, output(allocator, graph, output, buffer)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        outputList = List.copyOf(outputs.values());
    }

    private static Output output(BufferAllocator allocator, Graph graph, String output, Buffer buffer) {
        Value value = graph.outputs().get(output);
        if (value == null) {
            throw new IllegalStateException("opencl: the output must be there, but output=" + output + ".");
        }
        return new Output(buffer, Tensor.allocate(allocator, value.type()));
    }

    /** Values of other variables are put aside first: a graph may swap two variables. */
    private void addChanges(Map<Variable, Buffer> next, List<Command> updates) {
        List<Command> copies = new ArrayList<>();
        next.forEach((variable, value) -> {
            Buffer target = memory.variable(variable);
            long bytes = variable.type().bytes();
            Buffer source = value;
            if (source == target) {
                return;
            }
            if (memory.isVariable(source)) {
                Buffer aside = Buffer.planned(bytes);
                changes.add(new CopyCommand(stream, source, aside, bytes));
                source = aside;
            }
            copies.add(new CopyCommand(stream, source, target, bytes));
        });
        changes.addAll(updates);
        changes.addAll(copies);
    }

    private Set<Buffer> planned(Iterable<Buffer> ends) {
        Set<Buffer> planned = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Command> all = new ArrayList<>(commands);
        all.addAll(changes);
        all.addAll(preparations);
        for (Command command : all) {
            command.buffers().forEach(buffer -> addPlanned(planned, buffer));
        }
        inputs.forEach(input -> addPlanned(planned, input.buffer));
        ends.forEach(buffer -> addPlanned(planned, buffer));
        return planned;
    }

    private static void addPlanned(Set<Buffer> planned, Buffer buffer) {
        if (buffer.root().isPlanned()) {
            planned.add(buffer.root());
        }
    }

    /** Bytes of each chunk that the arena must have. */
    List<Long> chunkSizes() {
        return arena.sizes();
    }

    /** Places all buffers and prepares all commands. */
    void bind(List<cl_mem> chunks) {
        arena.place(chunks);
        preparations.forEach(Command::bind);
        commands.forEach(Command::bind);
        changes.forEach(Command::bind);
        inputs.forEach(input -> input.memory = input.buffer.memory(stream));
        outputs.values().forEach(output -> output.memory = output.buffer.memory(stream));
    }

    List<Command> commands() {
        return commands;
    }

    List<Command> changes() {
        return changes;
    }

    /** Runs one step. Variables change only after everything else. */
    void run(Feed feed) {
        accept(feed);
        if (prepared != memory.version()) {
            runAll(preparations);
            prepared = memory.version();
        }
        runAll(commands);
        try {
            for (int i = 0; i < outputList.size(); i++) {
                Output output = outputList.get(i);
                if (output.memory != null) {
                    transfers.download(output.memory, output.tensor);
                }
            }
            runAll(changes);
            if (!changes.isEmpty()) {
                memory.changed();
            }
            stream.finish();
        } catch (CLException e) {
            throw failure("the step", e);
        }
        if (!hasRun) {
            // A driver may compile kernels when they are first run.
            SignalHandlers.handBack();
            hasRun = true;
        }
    }

    private void runAll(List<Command> all) {
        for (int i = 0; i < all.size(); i++) {
            try {
                all.get(i).run();
            } catch (CLException e) {
                throw failure(all.get(i).what(), e);
            }
        }
    }

    private BackendException failure(String what, CLException e) {
        String message = "opencl: graph \"" + name + "\": " + what + " must run on "
                + stream.session().device().name() + ", but driver="
                + stream.session().device().driver() + " says " + e.getMessage()
                + ". Go on from the last checkpoint; if it fails again, use a smaller batch or another backend.";
        return Stream.isShortOfMemory(e)
                ? new InsufficientMemoryException(message, e)
                : new BackendException(message, e);
    }

    private void accept(Feed feed) {
        Map<String, Tensor> fed = feed.tensors();
        for (int i = 0; i < inputs.size(); i++) {
            requireFed(inputs.get(i), fed);
        }
        if (fed.size() > inputs.size()) {
            throw new BackendException("opencl: graph \"" + name + "\": only inputs may be fed, but fed=" + fed.keySet()
                    + ", inputs=" + inputs.stream().map(input -> input.name).toList() + ". Leave the others out.");
        }
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            Tensor tensor = fed.get(input.name);
            if (tensor != null && input.memory != null) {
                transfers.upload(tensor, input.memory);
            }
        }
    }

    private void requireFed(Input input, Map<String, Tensor> fed) {
        Tensor tensor = fed.get(input.name);
        if (tensor == null) {
            throw new BackendException("opencl: graph \"" + name + "\": every input must be fed, but input=\""
                    + input.name + "\" is missing, fed=" + fed.keySet() + ". Put a tensor " + input.type + ".");
        }
        if (!tensor.type().equals(input.type)) {
            throw new BackendException("opencl: graph \"" + name + "\": input \"" + input.name + "\" must be "
                    + input.type + ", but fed=" + tensor.type() + ". Feed the type that the graph was built for.");
        }
        tensor.address(); // fails if it is closed
    }

    @Override
    public Tensor output(String output) {
        Output found = outputs.get(output);
        if (found == null) {
            throw new BackendException("opencl: graph \"" + name + "\": there is no output \"" + output
                    + "\"; outputs: " + outputs.keySet() + ".");
        }
        return found.tensor;
    }

    /** Bytes of all outputs. */
    long outputBytes() {
        return outputList.stream()
                .mapToLong(output -> output.tensor.buffer().capacity())
                .sum();
    }

    @Override
    public void close() {
        outputs.values().forEach(output -> output.tensor.close());
    }
}
