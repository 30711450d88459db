package org.neocog.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A few named graphs over one shared set of variables: train, evaluate, and one of each per remainder batch size. This is what a
 * backend compiles.
 *
 * <ul>
 *   <li>C1: names of graphs are unique.
 *   <li>C2: names of variables are unique.
 *   <li>C3: every variable that a graph reads or updates is one of {@code variables}.
 * </ul>
 */
public record Program(List<Variable> variables, List<Graph> graphs) {
    public Program {
        variables = List.copyOf(variables);
        graphs = List.copyOf(graphs);
        Map<String, Variable> byName = new HashMap<>();
        for (Variable variable : variables) {
            GraphException.require(
                    byName.put(variable.name(), variable) == null,
                    "program",
                    "C2",
                    "names of variables must be unique",
                    "twice",
                    variable.name());
        }
        Set<String> names = new HashSet<>();
        for (Graph graph : graphs) {
            GraphException.require(
                    names.add(graph.name()), "program", "C1", "names of graphs must be unique", "twice", graph.name());
            for (Node node : graph.nodes()) {
                if (node.op() instanceof SourceOp.Read read) {
                    requireKnown(byName, graph, read.variable());
                }
            }
            graph.updates().keySet().forEach(variable -> requireKnown(byName, graph, variable));
        }
    }

    /** The graph of that name. @throws GraphException if there is none; names those that there are */
    public Graph graph(String name) {
        for (Graph graph : graphs) {
            if (graph.name().equals(name)) {
                return graph;
            }
        }
        throw new GraphException(
                "",
                "program: there is no graph \"" + name + "\"; graphs: "
                        + graphs.stream().map(Graph::name).toList() + ".");
    }

    private static void requireKnown(Map<String, Variable> byName, Graph graph, Variable variable) {
        GraphException.require(
                variable.equals(byName.get(variable.name())),
                "program",
                "C3",
                "every variable of a graph must be a variable of the program",
                "graph",
                graph.name(),
                "variable",
                variable);
    }
}
