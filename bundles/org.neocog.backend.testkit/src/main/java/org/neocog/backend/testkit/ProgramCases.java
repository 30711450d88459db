package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Variables, updates, snapshots: what a program remembers between steps. */
final class ProgramCases {
    private static final String GROUP = "programs";

    private final CaseList list;
    private final ElementType element;
    private final TensorType type;
    private final Variable a;
    private final Variable b;

    private ProgramCases(CaseList list, ElementType element) {
        this.list = list;
        this.element = element;
        this.type = TensorType.of(element, 2, 3);
        this.a = new Variable("layer.a", type, Role.PARAMETER);
        this.b = new Variable("layer.b", type, Role.STATISTIC);
    }

    static void addTo(CaseList list, ElementType element) {
        ProgramCases cases = new ProgramCases(list, element);
        cases.variables();
        cases.snapshots();
        cases.outputs();
    }

    private void variables() {
        list.add(GROUP, "variables start as zero", this::startAsZero);
        list.add(GROUP, "updates happen all at once: two variables change places", this::changePlaces);
        list.add(GROUP, "two graphs share variables", this::share);
        list.add(GROUP, "a graph for a smaller last batch shares the parameters", this::remainder);
        list.add(GROUP, "variables of every type and size come back as they were restored", this::everyType);
        list.add(GROUP, "a restore that names some variables leaves the others", this::partialRestore);
        list.add(GROUP, "a variable updated by an input keeps it when the feed changes", this::updateByInput);
        list.add(
                GROUP,
                "a variable updated by a constant, another by the same value as an output",
                this::updateByConstant);
        list.add(GROUP, "two executables of one program know nothing of each other", this::independent);
    }

    private void snapshots() {
        list.add(GROUP, "a snapshot is a copy that later steps do not change", this::snapshotIsCopy);
        list.add(GROUP, "a snapshot may be closed and the executable goes on", this::snapshotIsCallers);
        list.add(GROUP, "a restored snapshot repeats the following steps bit for bit", this::repeats);
        list.add(GROUP, "restore copies: the snapshot may change afterwards", this::restoreCopies);
        list.add(GROUP, "a snapshot names every variable in the program's order", this::order);
    }

    private void outputs() {
        list.add(GROUP, "an output that reads a variable gives it as before the step", this::outputOfRead);
        list.add(GROUP, "an output that is an input stays when the feed changes after the step", this::outputOfInput);
        list.add(GROUP, "one value under two names, a constant, and an unread input", this::oddOutputs);
        list.add(GROUP, "outputs last until the next run, whatever else is asked", this::outputsLast);
        list.add(GROUP, "one feed used again with other content", this::feedUsedAgain);
        list.add(GROUP, "a program without graphs or variables", this::empty);
    }

    // ---- graphs

    /** a + x becomes a; gives a as it was. */
    private Graph grow() {
        GraphBuilder builder = new GraphBuilder("grow");
        Value old = builder.read(a);
        builder.update(a, builder.add(old, builder.input("x", type)));
        builder.output("old", old);
        return builder.build();
    }

    private Graph look() {
        GraphBuilder builder = new GraphBuilder("look");
        builder.output("sum", builder.add(builder.read(a), builder.read(b)));
        return builder.build();
    }

    private Graph swap() {
        GraphBuilder builder = new GraphBuilder("swap");
        builder.update(a, builder.read(b));
        builder.update(b, builder.read(a));
        return builder.build();
    }

    private Program program(Graph... graphs) {
        return new Program(List.of(a, b), List.of(graphs));
    }

    private NdArray numbers(double... values) {
        return NdArray.of(type, values);
    }

    private Map<String, NdArray> state(NdArray ofA, NdArray ofB) {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put(a.name(), ofA);
        state.put(b.name(), ofB);
        return state;
    }

    private static void requireState(Executable executable, Map<String, NdArray> want) {
        CaseList.requireSame("the variables", want, Bench.state(executable));
    }

    // ---- variables

    private void startAsZero(Bench bench) {
        Executable executable = bench.compile(program(look()), 1);
        requireState(executable, state(numbers(0), numbers(0)));
        Map<String, NdArray> got = bench.run(executable, look(), Map.of());
        CaseList.requireSame("the outputs", Map.of("sum", numbers(0)), got);
    }

    private void changePlaces(Bench bench) {
        Graph swap = swap();
        Executable executable = bench.compile(program(swap), 1);
        executable.restore(bench.snapshot(state(numbers(1, 2, 3), numbers(-4, 5, -6))));
        bench.run(executable, swap, Map.of());
        requireState(executable, state(numbers(-4, 5, -6), numbers(1, 2, 3)));
        bench.run(executable, swap, Map.of());
        requireState(executable, state(numbers(1, 2, 3), numbers(-4, 5, -6)));
    }

    private void share(Bench bench) {
        Graph grow = grow();
        Executable executable = bench.compile(program(grow, look(), swap()), 1);
        bench.run(executable, grow, Map.of("x", numbers(1)));
        bench.run(executable, grow, Map.of("x", numbers(2)));
        CaseList.requireSame("the outputs", Map.of("sum", numbers(3)), bench.run(executable, look(), Map.of()));
        requireState(executable, state(numbers(3), numbers(0)));
        bench.run(executable, swap(), Map.of());
        bench.run(executable, grow, Map.of("x", numbers(5)));
        CaseList.requireSame("the outputs", Map.of("sum", numbers(8)), bench.run(executable, look(), Map.of()));
        requireState(executable, state(numbers(5), numbers(3)));
    }

    private void remainder(Bench bench) {
        List<Graph> graphs = new ArrayList<>();
        for (int n : new int[] {5, 3}) {
            GraphBuilder builder = new GraphBuilder(n == 5 ? "train" : "train/" + n);
            Value x = builder.input("x", TensorType.of(element, n, 2, 3));
            Value sum = builder.reduceSum(x, List.of(0));
            builder.update(a, builder.add(builder.read(a), sum));
            builder.output("sum", sum);
            graphs.add(builder.build());
        }
        Executable executable = bench.compile(program(graphs.get(0), graphs.get(1)), 2);
        NdArray large = NdArray.of(TensorType.of(element, 5, 2, 3), 1, 2);
        NdArray small = NdArray.of(TensorType.of(element, 3, 2, 3), -1, 4);
        bench.run(executable, graphs.get(0), Map.of("x", large));
        bench.run(executable, graphs.get(1), Map.of("x", small));
        bench.run(executable, graphs.get(0), Map.of("x", large));
        requireState(executable, state(numbers(7, 32), numbers(0)));
    }

    private void everyType(Bench bench) {
        List<Variable> variables = new ArrayList<>();
        Map<String, NdArray> state = new LinkedHashMap<>();
        for (ElementType each : ElementType.values()) {
            if (each.isFloating() && !list.backend().device().elementTypes().contains(each)) {
                continue;
            }
            for (long[] dims : new long[][] {{}, {0, 3}, {17}, {2, 3, 5}}) {
                Operand any = Operand.any(each, dims);
                Variable variable = new Variable("v" + variables.size(), any.type(), Role.STATISTIC);
                variables.add(variable);
                state.put(variable.name(), any.make(bench.random()));
            }
        }
        GraphBuilder builder = new GraphBuilder("graph");
        variables.forEach(variable -> builder.output(variable.name(), builder.read(variable)));
        Graph graph = builder.build();
        Executable executable = bench.compile(new Program(variables, List.of(graph)), 1);
        executable.restore(bench.snapshot(state));
        requireState(executable, state);
        CaseList.requireSame("the outputs", state, bench.run(executable, graph, Map.of()));
        requireState(executable, state);
    }

    private void partialRestore(Bench bench) {
        Executable executable = bench.compile(program(look()), 1);
        executable.restore(bench.snapshot(state(numbers(1), numbers(2))));
        executable.restore(bench.snapshot(Map.of(b.name(), numbers(7))));
        requireState(executable, state(numbers(1), numbers(7)));
        executable.restore(bench.snapshot(Map.of()));
        requireState(executable, state(numbers(1), numbers(7)));
    }

    private void updateByInput(Bench bench) {
        GraphBuilder builder = new GraphBuilder("set");
        builder.update(a, builder.input("x", type));
        Executable executable = bench.compile(program(builder.build()), 1);
        Tensor fed = bench.tensor(numbers(1, 2));
        executable.run("set", new Feed().put("x", fed));
        bench.forgetFeeds();
        numbers(9).writeTo(fed);
        requireState(executable, state(numbers(1, 2), numbers(0)));
    }

    private void updateByConstant(Bench bench) {
        GraphBuilder builder = new GraphBuilder("set");
        Value constant = builder.constant(ConstantData.of(element, type.shape(), 1, 2, 3, 4, 5, 6));
        Value sum = builder.add(builder.read(b), constant);
        builder.update(a, constant);
        builder.update(b, sum);
        builder.output("sum", sum);
        Graph graph = builder.build();
        Executable executable = bench.compile(program(graph, grow()), 1);
        bench.run(executable, graph, Map.of());
        bench.run(executable, grow(), Map.of("x", numbers(10)));
        Map<String, NdArray> got = bench.run(executable, graph, Map.of());
        CaseList.requireSame("the outputs", Map.of("sum", numbers(2, 4, 6, 8, 10, 12)), got);
        requireState(executable, state(numbers(1, 2, 3, 4, 5, 6), numbers(2, 4, 6, 8, 10, 12)));
    }

    private void independent(Bench bench) {
        Executable one = bench.compile(program(grow()), 1);
        Executable other = bench.compile(program(grow()), 1);
        bench.run(one, grow(), Map.of("x", numbers(3)));
        requireState(one, state(numbers(3), numbers(0)));
        requireState(other, state(numbers(0), numbers(0)));
        one.close();
        bench.run(other, grow(), Map.of("x", numbers(4)));
        requireState(other, state(numbers(4), numbers(0)));
    }

    // ---- snapshots

    private void snapshotIsCopy(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        executable.restore(bench.snapshot(state(numbers(1), numbers(2))));
        Snapshot snapshot = bench.own(executable.snapshot());
        bench.run(executable, grow(), Map.of("x", numbers(5)));
        CaseList.requireSame(
                "a snapshot taken before a step",
                Map.of("a", numbers(1)),
                Map.of("a", NdArray.of(snapshot.tensor(a.name()))));
        numbers(50).writeTo(snapshot.tensor(a.name()));
        requireState(executable, state(numbers(6), numbers(2)));
    }

    private void snapshotIsCallers(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        Snapshot snapshot = bench.own(executable.snapshot());
        executable.snapshot().close();
        bench.run(executable, grow(), Map.of("x", numbers(5)));
        requireState(executable, state(numbers(5), numbers(0)));
        executable.close();
        CaseList.requireSame(
                "a snapshot after its executable is closed",
                Map.of("a", numbers(0)),
                Map.of("a", NdArray.of(snapshot.tensor(a.name()))));
    }

    private void repeats(Bench bench) {
        GraphBuilder builder = new GraphBuilder("step");
        Value next = builder.add(builder.multiply(builder.read(a), builder.input("x", type)), builder.read(b));
        builder.update(b, builder.read(a));
        builder.update(a, next);
        builder.output("y", next);
        Graph graph = builder.build();
        Executable executable = bench.compile(program(graph), 2);
        Operand random = Operand.uniform(element, 2, 3);
        executable.restore(bench.snapshot(state(random.make(bench.random()), random.make(bench.random()))));
        List<Map<String, NdArray>> feeds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            feeds.add(Map.of("x", random.make(bench.random())));
        }
        bench.run(executable, graph, feeds.get(0));
        bench.run(executable, graph, feeds.get(1));
        Snapshot snapshot = bench.own(executable.snapshot());
        List<Map<String, NdArray>> first = steps(bench, executable, graph, feeds);
        Map<String, NdArray> end = Bench.state(executable);
        executable.restore(snapshot);
        List<Map<String, NdArray>> second = steps(bench, executable, graph, feeds);
        for (int i = 0; i < first.size(); i++) {
            CaseList.requireSame("step " + i + " after restore", first.get(i), second.get(i));
        }
        requireState(executable, end);
        Executable other = bench.compile(program(graph), 2);
        other.restore(snapshot);
        CaseList.requireSame(
                "a new executable",
                first.get(2),
                steps(bench, other, graph, feeds).get(2));
    }

    private static List<Map<String, NdArray>> steps(
            Bench bench, Executable executable, Graph graph, List<Map<String, NdArray>> feeds) {
        List<Map<String, NdArray>> results = new ArrayList<>();
        feeds.subList(2, 5).forEach(feed -> results.add(bench.run(executable, graph, feed)));
        return results;
    }

    private void restoreCopies(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        Snapshot snapshot = bench.snapshot(state(numbers(1), numbers(2)));
        executable.restore(snapshot);
        bench.run(executable, grow(), Map.of("x", numbers(1)));
        bench.requireUnchangedFeeds();
        bench.forgetFeeds();
        numbers(99).writeTo(snapshot.tensor(b.name()));
        snapshot.close();
        requireState(executable, state(numbers(2), numbers(2)));
    }

    private void order(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        try (Snapshot snapshot = executable.snapshot()) {
            List<String> names = List.copyOf(snapshot.tensors().keySet());
            if (!names.equals(List.of(a.name(), b.name()))) {
                throw new AssertionError("a snapshot must name all variables in order=" + List.of(a.name(), b.name())
                        + ", but names=" + names + ".");
            }
        }
    }

    // ---- outputs

    private void outputOfRead(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        executable.restore(bench.snapshot(state(numbers(4), numbers(0))));
        CaseList.requireSame(
                "the outputs", Map.of("old", numbers(4)), bench.run(executable, grow(), Map.of("x", numbers(1))));
        CaseList.requireSame(
                "the outputs", Map.of("old", numbers(5)), bench.run(executable, grow(), Map.of("x", numbers(1))));
    }

    private void outputOfInput(Bench bench) {
        GraphBuilder builder = new GraphBuilder("same");
        Value x = builder.input("x", type);
        builder.output("x", x);
        builder.output("twice", builder.add(x, x));
        Executable executable = bench.compile(program(builder.build()), 1);
        Tensor fed = bench.tensor(numbers(1, 2));
        Step step = executable.run("same", new Feed().put("x", fed));
        bench.forgetFeeds();
        numbers(9).writeTo(fed);
        CaseList.requireSame(
                "the outputs",
                Map.of("x", numbers(1, 2), "twice", numbers(2, 4)),
                Map.of("x", NdArray.of(step.output("x")), "twice", NdArray.of(step.output("twice"))));
    }

    private void oddOutputs(Bench bench) {
        GraphBuilder builder = new GraphBuilder("odd");
        Value x = builder.input("x", type);
        builder.input("unread", TensorType.of(ElementType.INT32, 5));
        Value sum = builder.add(x, x);
        builder.output("one", sum);
        builder.output("other", sum);
        builder.output("constant", builder.splat(type, 3));
        Graph graph = builder.build();
        Map<String, NdArray> feed =
                Map.of("x", numbers(1, 2), "unread", NdArray.zeros(TensorType.of(ElementType.INT32, 5)));
        Map<String, NdArray> got = bench.run(bench.compile(program(graph), 1), graph, feed);
        CaseList.requireSame(
                "the outputs", Map.of("one", numbers(2, 4), "other", numbers(2, 4), "constant", numbers(3)), got);
    }

    private void outputsLast(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        executable.restore(bench.snapshot(state(numbers(4), numbers(0))));
        Step step = executable.run("grow", bench.feed(Map.of("x", numbers(1))));
        executable.snapshot().close();
        executable.memory();
        NdArray first = NdArray.of(step.output("old"));
        NdArray second = NdArray.of(step.output("old"));
        CaseList.requireSame("an output", Map.of("old", numbers(4)), Map.of("old", first));
        CaseList.requireSame("an output read again", Map.of("old", numbers(4)), Map.of("old", second));
    }

    private void feedUsedAgain(Bench bench) {
        Executable executable = bench.compile(program(grow()), 1);
        Tensor fed = bench.tensor(numbers(1));
        Feed feed = new Feed().put("x", fed);
        executable.run("grow", feed);
        bench.requireUnchangedFeeds();
        bench.forgetFeeds();
        numbers(10).writeTo(fed);
        executable.run("grow", feed);
        requireState(executable, state(numbers(11), numbers(0)));
    }

    private void empty(Bench bench) {
        Executable executable = bench.compile(new Program(List.of(), List.of()), 1);
        requireState(executable, Map.of());
    }
}
