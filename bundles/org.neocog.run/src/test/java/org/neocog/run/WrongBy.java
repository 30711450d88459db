package org.neocog.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;

/** Programs in which all results of one op are too large by a factor: what a backend with a wrong kernel computes. */
final class WrongBy {
    private WrongBy() {}

    static UnaryOperator<Program> factor(String op, double factor) {
        return program -> new Program(
                program.variables(),
                program.graphs().stream().map(graph -> wrong(graph, op, factor)).toList());
    }

    private static Graph wrong(Graph graph, String op, double factor) {
        GraphBuilder b = new GraphBuilder(graph.name());
        Map<Value, Value> copies = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<Value> results;
            if (node.op() instanceof SourceOp.Input input) {
                results = List.of(b.input(input.input(), input.type()));
            } else if (node.op() instanceof SourceOp.Read read) {
                results = List.of(b.read(read.variable()));
            } else {
                results = b.add(
                                node.op(),
                                node.inputs().stream().map(copies::get).toList())
                        .outputs();
            }
            for (int i = 0; i < results.size(); i++) {
                Value result = results.get(i);
                copies.put(node.output(i), node.op().name().equals(op) ? b.scale(result, factor) : result);
            }
        }
        graph.outputs().forEach((name, value) -> b.output(name, copies.get(value)));
        graph.updates().forEach((variable, value) -> b.update(variable, copies.get(value)));
        return b.build();
    }
}
