package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.BackendException;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** One graph, ready to run: commands in order, and where inputs, outputs and updates lie. Running allocates nothing. */
final class CompiledGraph implements Step, AutoCloseable {
    private record Input(String name, TensorType type, Buffer buffer) {}

    private record Output(Buffer from, Tensor to) {}

    private record Copy(Buffer from, Buffer to, long bytes) {
        void run() {
            Raw.copy(from.address(), to.address(), bytes);
        }
    }

    private final String name;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final List<Output> outputList;
    /** Values of variables that become values of others. */
    private final List<Copy> asides = new ArrayList<>();

    private final List<Copy> copies = new ArrayList<>();
    private final List<Command> updates;
    private final List<Command> preparations;
    private final List<Command> commands;
    private final Arena arena;
    private final ProgramMemory memory;
    private long prepared = -1;

    CompiledGraph(Lowering lowering, ProgramMemory memory, BufferAllocator allocator) {
        Graph graph = lowering.graph();
        name = graph.name();
        this.memory = memory;
        SlabUpdates slabs = new SlabUpdates(lowering, memory);
        lowering.lowerAll();
        graph.inputs()
                .forEach((input, value) -> inputs.add(
                        new Input(input, value.type(), lowering.operand(value).buffer())));
        Map<String, Buffer> results = new LinkedHashMap<>();
        graph.outputs()
                .forEach((output, value) ->
                        results.put(output, lowering.plain(value).buffer()));
        Map<Variable, Buffer> next = new LinkedHashMap<>();
        graph.updates().forEach((variable, value) -> {
            if (!slabs.covers(variable)) {
                next.put(variable, lowering.plain(value).buffer());
            }
        });
        updates = slabs.commands();
        commands = List.copyOf(lowering.commands());
        preparations = List.copyOf(lowering.preparations());
        int end = commands.size();
        results.values().forEach(buffer -> buffer.use(end));
        next.values().forEach(buffer -> buffer.use(end));
        updates.forEach(command -> command.buffers().forEach(buffer -> buffer.use(end)));
        addCopies(next, memory, end);
        List<Buffer> ends = new ArrayList<>(results.values());
        ends.addAll(next.values());
        keepAwake();
        arena = new Arena(planned(ends));
        try {
            results.forEach((output, buffer) -> outputs.put(output, output(allocator, graph, output, buffer)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        outputList = List.copyOf(outputs.values());
    }

    /** Tells commands of the team that another follows; behind the last one comes the first of the next step. */
    private void keepAwake() {
        List<Command> all = new ArrayList<>(commands);
        all.addAll(updates);
        for (int i = 0; i < all.size(); i++) {
            if (all.get((i + 1) % all.size()) instanceof Team.Task) {
                all.get(i).followedByMore();
            }
        }
    }

    private static Output output(BufferAllocator allocator, Graph graph, String output, Buffer buffer) {
        Value value = graph.outputs().get(output);
        if (value == null) {
            throw new IllegalStateException("onednn: the output must be there, but output=" + output + ".");
        }
        return new Output(buffer, Tensor.allocate(allocator, value.type()));
    }

    /** Values of other variables are put aside first: a graph may swap two variables. */
    private void addCopies(Map<Variable, Buffer> next, ProgramMemory memory, int end) {
        next.forEach((variable, value) -> {
            Buffer target = memory.variable(variable);
            long bytes = variable.type().bytes();
            Buffer source = value;
            if (source == target) {
                return;
            }
            if (memory.isVariable(source)) {
                Buffer aside = Buffer.planned(Math.max(1, bytes));
                aside.use(end);
                asides.add(new Copy(source, aside, bytes));
                source = aside;
            }
            copies.add(new Copy(source, target, bytes));
        });
    }

    private Set<Buffer> planned(List<Buffer> ends) {
        Set<Buffer> planned = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Command> all = new ArrayList<>(commands);
        all.addAll(updates);
        all.addAll(preparations);
        for (Command command : all) {
            for (Buffer buffer : command.buffers()) {
                if (buffer.root().isPlanned()) {
                    planned.add(buffer.root());
                }
            }
        }
        inputs.stream()
                .map(input -> input.buffer.root())
                .filter(Buffer::isPlanned)
                .forEach(planned::add);
        ends.stream().map(Buffer::root).filter(Buffer::isPlanned).forEach(planned::add);
        asides.forEach(aside -> planned.add(aside.to));
        return planned;
    }

    /** Bytes that the arena must have. */
    long arenaBytes() {
        return arena.bytes();
    }

    /** Places all buffers and prepares all commands. */
    void bind(long arenaAddress) {
        arena.place(arenaAddress);
        preparations.forEach(Command::bind);
        commands.forEach(Command::bind);
        updates.forEach(Command::bind);
    }

    List<Command> commands() {
        return commands;
    }

    /** What updates variables in place, after the commands. */
    List<Command> updates() {
        return updates;
    }

    /** Runs one step. Variables change only after everything else. */
    void run(Feed feed) {
        begin(feed);
        for (int i = 0; i < commands.size(); i++) {
            commands.get(i).run();
        }
        giveOut();
        for (int i = 0; i < updates.size(); i++) {
            updates.get(i).run();
        }
        end();
    }

    /** Runs one step, and tells what each command took. */
    Profile profile(Feed feed) {
        long start = System.nanoTime();
        List<Profile.Part> parts = new ArrayList<>();
        begin(feed);
        commands.forEach(command -> parts.add(timed(command, command.op())));
        giveOut();
        updates.forEach(command -> parts.add(timed(command, "update")));
        end();
        return new Profile(System.nanoTime() - start, parts);
    }

    private static Profile.Part timed(Command command, String op) {
        long start = System.nanoTime();
        command.run();
        long nanos = System.nanoTime() - start;
        return new Profile.Part(op.isEmpty() ? "other" : op, command.scope(), command.kernel(), nanos);
    }

    private void begin(Feed feed) {
        if (prepared != memory.version()) {
            for (int i = 0; i < preparations.size(); i++) {
                preparations.get(i).run();
            }
            prepared = memory.version();
        }
        accept(feed);
    }

    /** Gives outputs out, and puts values of variables aside that others become. */
    private void giveOut() {
        for (int i = 0; i < outputList.size(); i++) {
            Output output = outputList.get(i);
            Raw.copy(
                    output.from.address(), output.to.address(), output.to.type().bytes());
        }
        for (int i = 0; i < asides.size(); i++) {
            asides.get(i).run();
        }
    }

    private void end() {
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).run();
        }
        if (updates.size() + copies.size() > 0) {
            memory.changed();
        }
    }

    private void accept(Feed feed) {
        Map<String, Tensor> fed = feed.tensors();
        for (int i = 0; i < inputs.size(); i++) {
            requireFed(inputs.get(i), fed);
        }
        if (fed.size() > inputs.size()) {
            throw new BackendException("onednn: graph \"" + name + "\": only inputs may be fed, but fed=" + fed.keySet()
                    + ", inputs=" + inputs.stream().map(Input::name).toList() + ". Leave the others out.");
        }
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            Tensor tensor = fed.get(input.name);
            if (tensor != null) {
                Raw.copy(tensor.address(), input.buffer.address(), input.type.bytes());
            }
        }
    }

    private void requireFed(Input input, Map<String, Tensor> fed) {
        Tensor tensor = fed.get(input.name);
        if (tensor == null) {
            throw new BackendException("onednn: graph \"" + name + "\": every input must be fed, but input=\""
                    + input.name + "\" is missing, fed=" + fed.keySet() + ". Put a tensor " + input.type + ".");
        }
        if (!tensor.type().equals(input.type)) {
            throw new BackendException("onednn: graph \"" + name + "\": input \"" + input.name + "\" must be "
                    + input.type + ", but fed=" + tensor.type() + ". Feed the type that the graph was built for.");
        }
        if (tensor.address() == 0) {
            throw new IllegalStateException("onednn: graph \"" + name + "\": input \"" + input.name
                    + "\" must have memory, but address=0. Feed an open tensor.");
        }
    }

    @Override
    public Tensor output(String output) {
        Output found = outputs.get(output);
        if (found == null) {
            throw new BackendException("onednn: graph \"" + name + "\": there is no output \"" + output
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

    @Override
    public void close() {
        outputs.values().forEach(output -> output.to.close());
    }
}
