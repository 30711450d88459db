package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class GraphBuilderTest {
    private static final TensorType VECTOR = TensorType.of(ElementType.FLOAT32, 3);
    private static final Variable WEIGHT = new Variable("w", VECTOR, Role.PARAMETER);

    private final GraphBuilder builder = new GraphBuilder("train");

    private static void assertRejected(String label, String message, Executable call) {
        GraphException thrown = assertThrows(GraphException.class, call);
        assertEquals(message, thrown.getMessage());
        assertEquals(label, thrown.label());
    }

    @Test
    void numbersNodesByTheirPlace() {
        Value x = builder.input("x", VECTOR);
        Value y = builder.add(x, builder.read(WEIGHT));
        builder.output("y", y);
        Graph graph = builder.build();
        for (int i = 0; i < graph.nodes().size(); i++) {
            assertEquals(i, graph.nodes().get(i).id());
        }
        assertEquals(List.of("input", "read", "add"), names(graph));
        assertSame(y, graph.outputs().get("y"));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().name()).toList();
    }

    @Test
    void rejectsOperandsOfAnotherGraph() {
        GraphBuilder other = new GraphBuilder("evaluate");
        Value foreign = other.input("x", VECTOR);
        builder.input("x", VECTOR);
        String message = "operands must be values of this graph, but graph=train, operand=%0: float32[3]. [C0]";
        assertRejected("C0", "negate: " + message, () -> builder.negate(foreign));
        assertRejected("C0", "graph: " + message, () -> builder.output("y", foreign));
        assertRejected("C0", "graph: " + message, () -> builder.update(WEIGHT, foreign));
        assertEquals(1, builder.build().nodes().size());
    }

    @Test
    void rejectsOperandsThatAnotherGraphHasAtALaterPlace() {
        GraphBuilder other = new GraphBuilder("evaluate");
        Value late = other.negate(other.negate(other.input("x", VECTOR)));
        assertRejected(
                "C0",
                "negate: operands must be values of this graph, but graph=train, operand=%2: float32[3]. [C0]",
                () -> builder.negate(late));
    }

    @Test
    void givesTheSameValueForTheSameInputAndVariable() {
        assertSame(builder.input("x", VECTOR), builder.input("x", VECTOR));
        assertSame(builder.read(WEIGHT), builder.read(new Variable("w", VECTOR, Role.PARAMETER)));
        assertNotSame(builder.input("y", VECTOR), builder.input("x", VECTOR));
    }

    @Test
    void rejectsAnInputOfTwoTypes() {
        builder.input("x", VECTOR);
        assertRejected(
                "C2",
                "input: an input must have one type, but input=x, first=float32[3], now=float32[4]. [C2]",
                () -> builder.input("x", TensorType.of(ElementType.FLOAT32, 4)));
    }

    @Test
    void rejectsASecondOutputOfOneName() {
        Value x = builder.input("x", VECTOR);
        builder.output("y", x);
        assertRejected(
                "C1",
                "graph: names of outputs must be unique, but twice=y. [C1]",
                () -> builder.output("y", builder.negate(x)));
        assertSame(x, builder.build().outputs().get("y"));
    }

    @Test
    void rejectsAnUpdateOfAnotherType() {
        Value scalar = builder.splat(TensorType.scalar(ElementType.FLOAT32), 1);
        assertRejected(
                "C2",
                "graph: an update must have the variable's type, but variable=w: float32[3] (parameter), value=%0: float32[]. [C2]",
                () -> builder.update(WEIGHT, scalar));
    }

    @Test
    void rejectsASecondUpdateOfAVariable() {
        Value x = builder.input("x", VECTOR);
        builder.update(WEIGHT, x);
        assertRejected(
                "C3",
                "graph: a variable must be updated once, but twice=w. [C3]",
                () -> builder.update(WEIGHT, builder.negate(x)));
        assertSame(x, builder.build().updates().get(WEIGHT));
    }

    @Test
    void scopesEndWithTheirBlockEvenIfItFails() {
        builder.inScope("conv1", () -> {
            assertEquals("conv1", builder.input("x", VECTOR).node().scope());
            builder.inScope("pool1", () -> assertEquals("pool1", builder.scope()));
            assertEquals("conv1", builder.scope());
        });
        assertThrows(
                IllegalStateException.class,
                () -> builder.inScope("bad", () -> {
                    throw new IllegalStateException("inside");
                }));
        assertEquals("", builder.scope());
    }

    @Test
    void addsNothingForWhatChangesNothing() {
        Value x = builder.input("x", VECTOR);
        assertSame(x, builder.cast(x, ElementType.FLOAT32));
        assertSame(x, builder.reshape(x, Shape.of(3)));
        assertSame(x, builder.broadcast(x, Shape.of(3), List.of(0)));
        assertEquals(1, builder.build().nodes().size());
    }

    @Test
    void buildsWhatIsThereAndCanGoOn() {
        Value x = builder.input("x", VECTOR);
        Graph first = builder.build();
        builder.negate(x);
        assertEquals(1, first.nodes().size());
        assertEquals(2, builder.build().nodes().size());
    }

    @Test
    void nodesOfSeveralResultsHaveNoOnlyOne() {
        Value x = builder.input("x", TensorType.of(ElementType.FLOAT32, 2, 3));
        Value c = builder.zeros(VECTOR);
        Node node = builder.batchNormalizationTraining(x, c, c, 1e-5).get(0).node();
        IllegalStateException thrown = assertThrows(IllegalStateException.class, node::output);
        assertEquals(
                "batch_normalization_training: output() needs one result, but results=3. Name one by its index.",
                thrown.getMessage());
        assertEquals("%2.1: float32[3]", node.output(1).toString());
    }

    @Test
    void graphsNameTheirInputsWhenAskedForAnother() {
        builder.input("images", VECTOR);
        builder.input("labels", VECTOR);
        Graph graph = builder.build();
        assertEquals(VECTOR, graph.inputType("images"));
        assertRejected(
                "",
                "graph \"train\": there is no input \"image\"; inputs: [images, labels].",
                () -> graph.inputType("image"));
    }

    @Test
    void programsTakeGraphsOverTheirVariables() {
        builder.update(WEIGHT, builder.negate(builder.read(WEIGHT)));
        Graph train = builder.build();
        Graph evaluate = new GraphBuilder("evaluate").build();
        Program program = new Program(List.of(WEIGHT), List.of(train, evaluate));
        assertSame(evaluate, program.graph("evaluate"));
        assertRejected(
                "", "program: there is no graph \"test\"; graphs: [train, evaluate].", () -> program.graph("test"));
    }

    @Test
    void programsRejectTwoGraphsOfOneName() {
        Graph graph = builder.build();
        assertRejected(
                "C1",
                "program: names of graphs must be unique, but twice=train. [C1]",
                () -> new Program(List.of(), List.of(graph, graph)));
    }

    @Test
    void programsRejectTwoVariablesOfOneName() {
        Variable other = new Variable("w", TensorType.of(ElementType.FLOAT32, 9), Role.SLOT);
        assertRejected(
                "C2",
                "program: names of variables must be unique, but twice=w. [C2]",
                () -> new Program(List.of(WEIGHT, other), List.of()));
    }

    @Test
    void programsRejectReadsAndUpdatesOfStrangers() {
        builder.read(WEIGHT);
        Graph reads = builder.build();
        String message =
                "program: every variable of a graph must be a variable of the program, but graph=train, variable=w: float32[3] (parameter). [C3]";
        assertRejected("C3", message, () -> new Program(List.of(), List.of(reads)));
        Variable sameName = new Variable("w", VECTOR, Role.SLOT);
        assertRejected("C3", message, () -> new Program(List.of(sameName), List.of(reads)));
        GraphBuilder updating = new GraphBuilder("train");
        updating.update(WEIGHT, updating.zeros(VECTOR));
        assertRejected("C3", message, () -> new Program(List.of(), List.of(updating.build())));
    }
}
