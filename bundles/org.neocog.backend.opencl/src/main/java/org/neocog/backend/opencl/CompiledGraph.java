package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.SignalHandlers;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.Feed;
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
        /** Within the memory for inputs. */
        final long offset;

        Input(String name, TensorType type, long offset) {
            this.name = name;
            this.type = type;
            this.offset = offset;
        }
    }

    /** What is given back. */
    private static final class Output {
        final Buffer buffer;
        final Tensor tensor;
        final Pointer pointer;

        @Nullable
        cl_mem memory;

        Output(Buffer buffer, Tensor tensor) {
            this.buffer = buffer;
            this.tensor = tensor;
            // Only the address counts: more can be read than a view spans.
            int span =
                    (int) Math.min(Integer.MAX_VALUE, Math.max(1, tensor.type().bytes()));
            pointer = Pointer.to(tensor.buffer().nioBuffer(tensor.offset(), span));
        }
    }

    private final String name;
    private final Stream stream;
    private final ProgramMemory memory;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    /** Outputs that have elements. */
    private final List<Output> fetched;

    private final List<Command> preparations;
    private final List<Command> commands;
    /** What changes variables, after everything else. */
    private final List<Command> changes = new ArrayList<>();

    private final Arena arena;
    /** Number of the first commands after which all outputs are there. */
    private final int outputsReady;
    /** Whether an output is a variable, which changes replace. */
    private final boolean givesVariables;

    private final Edge computed;
    private long inputBytes;
    private long prepared = -1;
    private boolean hasRun;

    CompiledGraph(Lowering lowering, BufferAllocator allocator) {
        Graph graph = lowering.graph();
        name = graph.name();
        stream = lowering.stream();
        memory = lowering.memory();
        computed = new Edge(stream.session().counts());
        placeInputs(lowering);
        SlabUpdates slabs = new SlabUpdates(lowering, memory);
        lowering.lowerAll();
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
        // What no command of this graph computes (variables, constants, inputs) is there before.
        outputsReady = results.values().stream()
                .filter(buffer -> buffer.root().isPlanned())
                .mapToInt(buffer -> buffer.root().last + 1)
                .max()
                .orElse(0);
        givesVariables = results.values().stream().anyMatch(memory::isVariable);
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
        fetched = outputs.values().stream()
                .filter(output -> output.tensor.type().bytes() > 0)
                .toList();
    }

    private void placeInputs(Lowering lowering) {
        long offset = 0;
        for (Map.Entry<String, Value> input : lowering.graph().inputs().entrySet()) {
            TensorType type = input.getValue().type();
            lowering.define(input.getValue(), memory.inlet().part(offset, type.bytes()));
            inputs.add(new Input(input.getKey(), type, offset));
            inputBytes = offset + type.bytes();
            offset += memory.aligned(type.bytes());
        }
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
        outputs.values().forEach(output -> output.memory = output.buffer.memory(stream));
    }

    List<Command> commands() {
        return commands;
    }

    List<Command> changes() {
        return changes;
    }

    /**
     * Runs one step. Variables change only after everything else. Comes back when the outputs are there: gradients and changes may go on, and inputs of the
     * next step come to the device meanwhile.
     */
    void run(Feed feed) {
        accept(feed);
        try {
            if (prepared != memory.version()) {
                run(preparations, 0, preparations.size());
                prepared = memory.version();
            }
            run(commands, 0, outputsReady);
            if (!fetched.isEmpty()) {
                computed.mark(stream.queue());
            }
            run(commands, outputsReady, commands.size());
            if (givesVariables) {
                fetchOutputs();
            }
            run(changes, 0, changes.size());
            if (!changes.isEmpty()) {
                memory.changed();
            }
            CL.clFlush(stream.queue());
            if (!givesVariables) {
                fetchOutputs();
            }
            if (!hasRun) {
                // A driver may compile kernels when they are first run.
                stream.finish();
                SignalHandlers.handBack();
                hasRun = true;
            }
        } catch (CLException e) {
            throw failure("the step", e);
        }
    }

    /** Copies the outputs out when they are there. */
    private void fetchOutputs() {
        for (int i = 0; i < fetched.size(); i++) {
            Output output = fetched.get(i);
            CL.clEnqueueReadBuffer(
                    stream.downloads(),
                    Objects.requireNonNull(output.memory),
                    true,
                    0,
                    output.tensor.type().bytes(),
                    output.pointer,
                    computed.size(),
                    computed.list(),
                    null);
        }
    }

    private void run(List<Command> all, int from, int to) {
        for (int i = from; i < to; i++) {
            try {
                all.get(i).run();
            } catch (CLException e) {
                throw failure(all.get(i).toString(), e);
            }
        }
    }

    private BackendException failure(String what, CLException e) {
        return DriverFailure.of(stream.session().device(), "graph \"" + name + "\": " + what, e);
    }

    /** The command with the largest buffer in the arena, and how large that is: for the message where the arena does not fit. */
    String largest() {
        long most = -1;
        String what = "nothing";
        for (Command command : commands) {
            for (Buffer buffer : command.buffers()) {
                if (buffer.root().isPlanned() && buffer.root().bytes > most) {
                    most = buffer.root().bytes;
                    what = command.what();
                }
            }
        }
        return "graph \"" + name + "\", of which " + what + " has the largest, of " + most + " bytes";
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
        if (inputBytes == 0) {
            return;
        }
        Inlet inlet = memory.inlet();
        try {
            inlet.begin(inputBytes);
            for (int i = 0; i < inputs.size(); i++) {
                Input input = inputs.get(i);
                inlet.put(Objects.requireNonNull(fed.get(input.name)), input.offset);
            }
            inlet.end();
        } catch (CLException e) {
            throw failure("the copy of inputs (" + inputBytes + " bytes)", e);
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
        return outputs.values().stream()
                .mapToLong(output -> output.tensor.buffer().capacity())
                .sum();
    }

    @Override
    public void close() {
        outputs.values().forEach(output -> output.tensor.close());
        computed.close();
    }
}
