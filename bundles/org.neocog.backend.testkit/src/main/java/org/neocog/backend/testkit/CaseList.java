package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.Executable;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.Op;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.TensorType;

/** Collects the cases of one contract. */
final class CaseList {
    private final Backend backend;
    private final ContractOptions options;
    private final List<ContractCase> cases = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    CaseList(Backend backend, ContractOptions options) {
        this.backend = backend;
        this.options = options;
    }

    Backend backend() {
        return backend;
    }

    List<ContractCase> cases() {
        return List.copyOf(cases);
    }

    /** Adds any claim; a name used before gets a number. */
    void add(String group, String name, ContractCase.Body body) {
        add(group, name, "", body);
    }

    /** Adds a claim about one op. */
    void add(String group, String name, String op, ContractCase.Body body) {
        int use = names.merge(group + name, 1, Integer::sum);
        cases.add(new ContractCase(group, use == 1 ? name : name + " (" + use + ")", op, backend, options, body));
    }

    /** One op on its own: against the oracle, twice, from fed operands. */
    void op(String group, Op op, Operand... operands) {
        op(group, "", op, operands);
    }

    /** One op on its own, named by what is special about it. */
    void op(String group, String special, Op op, Operand... operands) {
        GraphBuilder builder = new GraphBuilder("graph");
        List<Value> inputs = new ArrayList<>();
        for (Operand operand : operands) {
            inputs.add(builder.input("x" + inputs.size(), operand.type()));
        }
        List<Node> made = new ArrayList<>();
        builder.inScope("case", () -> made.add(builder.add(op, inputs)));
        Node node = made.get(0);
        for (Value output : node.outputs()) {
            builder.output("y" + output.index(), output);
        }
        Graph graph = builder.build();
        add(group, name(node, special), op.name(), bench -> runOp(bench, graph, node, List.of(operands)));
    }

    private static String name(Node node, String special) {
        String text = node.toString();
        String attributes =
                text.contains("{") ? " " + text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1) : "";
        String types = node.inputs().stream()
                .map(value -> value.type().toString())
                .collect(Collectors.joining(", ", "(", ")"));
        return node.op().name() + types + attributes + (special.isEmpty() ? "" : ", " + special);
    }

    private static void runOp(Bench bench, Graph graph, Node node, List<Operand> operands) {
        Map<String, NdArray> feed = new LinkedHashMap<>();
        List<NdArray> arrays = new ArrayList<>();
        for (Operand operand : operands) {
            arrays.add(operand.make(bench.random()));
            feed.put("x" + feed.size(), arrays.get(arrays.size() - 1));
        }
        int threads = 1 + bench.random().nextInt(2);
        Executable executable = bench.compile(new Program(List.of(), List.of(graph)), threads);
        Map<String, NdArray> first = exactOrRefused(bench, executable, graph, feed);
        List<Expectation> expectations = Expectation.of(node.op(), arrays, Oracle.types(node), bench.options());
        for (int i = 0; i < expectations.size(); i++) {
            bench.measured(expectations.get(i).error(of(first, "y" + i)));
            expectations.get(i).check("y" + i, of(first, "y" + i));
        }
        requireSame("the second run of the same step", first, bench.run(executable, graph, feed));
    }

    /** A backend that cannot hold integers beyond 2^53 must say so, and name the input. */
    private static Map<String, NdArray> exactOrRefused(
            Bench bench, Executable executable, Graph graph, Map<String, NdArray> feed) {
        try {
            return bench.run(executable, graph, feed);
        } catch (BackendException e) {
            for (Map.Entry<String, NdArray> input : feed.entrySet()) {
                String message = String.valueOf(e.getMessage());
                if (input.getValue().isWide() && message.contains(input.getKey()) && message.contains("int64")) {
                    throw new Bench.Refusal(Set.of("int64 beyond 2^53"));
                }
            }
            throw e;
        }
    }

    static NdArray of(Map<String, NdArray> arrays, String name) {
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new AssertionError("there must be \"" + name + "\", but there are=" + arrays.keySet() + ".");
        }
        return array;
    }

    /** Equal bit for bit. */
    static void requireSame(String what, Map<String, NdArray> want, Map<String, NdArray> got) {
        want.forEach((name, array) -> {
            NdArray other = of(got, name);
            if (!array.sameBits(other)) {
                throw new AssertionError(
                        what + " must be equal bit for bit, but \"" + name + "\" was=" + array + ", is=" + other + ".");
            }
        });
    }

    static TensorType type(org.neocog.tensor.ElementType element, long... dims) {
        return TensorType.of(element, dims);
    }

    static List<Integer> ints(Integer... values) {
        return Arrays.asList(values);
    }
}
