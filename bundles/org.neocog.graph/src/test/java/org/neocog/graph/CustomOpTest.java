package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.neocog.graph.CustomOp.Definition;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

class CustomOpTest {
    private static final TensorType TYPE = TensorType.of(ElementType.FLOAT32, 4);

    /** Results of the first operand's type, by whatever {@code body} emits. */
    private record Body(int results, BiFunction<GraphBuilder, List<Value>, List<Value>> body) implements Definition {
        @Override
        public List<TensorType> infer(Map<String, Object> attributes, List<TensorType> operands) {
            return java.util.Collections.nCopies(results, operands.get(0));
        }

        @Override
        public List<Value> decompose(GraphBuilder builder, Map<String, Object> attributes, List<Value> operands) {
            return body.apply(builder, operands);
        }
    }

    private static final Definition SWISH =
            new Body(1, (g, in) -> List.of(g.multiply(in.get(0), g.unary(UnaryFunction.SIGMOID, in.get(0)))));
    private static final Definition PRODUCT = new Body(1, (g, in) -> List.of(g.multiply(in.get(0), in.get(1))));

    private final GraphBuilder builder = new GraphBuilder("g");
    private final Value x = builder.input("x", TYPE);

    private static Op op(String name, Definition definition) {
        return new CustomOp(name, Map.of(), definition);
    }

    private Value loss(Value y) {
        return builder.reduceSum(y, List.of(0));
    }

    private static Graph expanded(GraphBuilder builder) {
        return Transformations.simplify(Transformations.expand(builder.build(), node -> false));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().name()).toList();
    }

    @Test
    void runsAsItsDecomposition() {
        builder.inScope(
                "act1",
                () -> builder.output(
                        "y", builder.add(op("vendor.swish", SWISH), List.of(x)).output()));
        Graph graph = expanded(builder);
        assertEquals(List.of("input", "sigmoid", "multiply"), names(graph));
        assertEquals("act1", graph.nodes().get(2).scope());
    }

    @Test
    void staysWhereTheBackendKnowsIt() {
        builder.output("a", builder.add(op("vendor.swish", SWISH), List.of(x)).output());
        builder.output(
                "b", builder.add(op("vendor.product", PRODUCT), List.of(x, x)).output());
        Graph graph =
                Transformations.expand(builder.build(), node -> node.op().name().equals("vendor.swish"));
        assertEquals(List.of("input", "vendor.swish", "multiply"), names(graph));
    }

    @Test
    void expandsCustomOpsInsideCustomOps() {
        Definition nested =
                new Body(1, (g, in) -> g.add(op("vendor.swish", SWISH), in).outputs());
        builder.output("y", builder.add(op("vendor.nested", nested), List.of(x)).output());
        assertEquals(List.of("input", "sigmoid", "multiply"), names(expanded(builder)));
    }

    @Test
    void equalAttributesMakeEqualOps() {
        Op a = new CustomOp("vendor.swish", Map.of("beta", 1.0), SWISH);
        assertEquals(a, new CustomOp("vendor.swish", Map.of("beta", 1.0), SWISH));
        assertNotEquals(a, new CustomOp("vendor.swish", Map.of("beta", 2.0), SWISH));
    }

    @Test
    void printsItsAttributesInOrder() {
        Op op = new CustomOp("vendor.swish", Map.of("beta", 1.0, "alpha", "no"), SWISH);
        assertEquals(
                "%1: float32[4] = vendor.swish(%0) {alpha=no, beta=1.0}",
                builder.add(op, List.of(x)).toString());
    }

    @Test
    void differentiatesThroughTheDecomposition() {
        Value[] y = new Value[1];
        builder.inScope(
                "act1",
                () -> y[0] = builder.add(op("vendor.swish", SWISH), List.of(x)).output());
        builder.output("dx", Autodiff.gradients(builder, loss(y[0]), List.of(x)).get(0));
        GraphBuilder plain = new GraphBuilder("g");
        Value input = plain.input("x", TYPE);
        Value[] z = new Value[1];
        plain.inScope("act1", () -> z[0] = plain.multiply(input, plain.unary(UnaryFunction.SIGMOID, input)));
        plain.output(
                "dx",
                Autodiff.gradients(plain, plain.reduceSum(z[0], List.of(0)), List.of(input))
                        .get(0));
        assertEquals(names(Transformations.simplify(plain.build())), names(expanded(builder)));
        assertEquals(
                Transformations.simplify(plain.build()).toString(),
                expanded(builder).toString());
    }

    @Test
    void anOperandThatIsThereTwiceCountsTwice() {
        Value y = builder.add(op("vendor.product", PRODUCT), List.of(x, x)).output();
        builder.output("dx", Autodiff.gradients(builder, loss(y), List.of(x)).get(0));
        GraphBuilder plain = new GraphBuilder("g");
        Value input = plain.input("x", TYPE);
        Value square = plain.multiply(input, input);
        plain.output(
                "dx",
                Autodiff.gradients(plain, plain.reduceSum(square, List.of(0)), List.of(input))
                        .get(0));
        assertEquals(names(Transformations.simplify(plain.build())), names(expanded(builder)));
    }

    @Test
    void operandsThatDependOnEachOtherAreToldApart() {
        Value two = builder.scale(x, 2);
        Value y = builder.add(op("vendor.product", PRODUCT), List.of(x, two)).output();
        builder.output("dx", Autodiff.gradients(builder, loss(y), List.of(x)).get(0));
        GraphBuilder plain = new GraphBuilder("g");
        Value input = plain.input("x", TYPE);
        Value product = plain.multiply(input, plain.scale(input, 2));
        plain.output(
                "dx",
                Autodiff.gradients(plain, plain.reduceSum(product, List.of(0)), List.of(input))
                        .get(0));
        assertEquals(
                Transformations.simplify(plain.build()).nodes().stream()
                        .map(node -> node.op().name())
                        .sorted()
                        .toList(),
                names(expanded(builder)).stream().sorted().toList());
    }

    @Test
    void differentiatesByTheOperandsThatAreAskedForOnly() {
        TensorType logits = TensorType.of(ElementType.FLOAT32, 4, 3);
        Value in = builder.input("logits", logits);
        Value targets = builder.input("targets", logits);
        Definition loss = new Definition() {
            @Override
            public List<TensorType> infer(Map<String, Object> attributes, List<TensorType> operands) {
                return List.of(TYPE);
            }

            @Override
            public List<Value> decompose(GraphBuilder g, Map<String, Object> attributes, List<Value> operands) {
                return List.of(g.softmaxCrossEntropy(operands.get(0), operands.get(1)));
            }
        };
        Value y = builder.add(op("vendor.loss", loss), List.of(in, targets)).output();
        builder.output("dx", Autodiff.gradients(builder, loss(y), List.of(in)).get(0));
        assertEquals(
                "softmax_cross_entropy_gradient",
                expanded(builder).outputs().get("dx").node().op().name());
    }

    @Test
    void seedsOnlyTheResultsThatAreUsed() {
        Definition both = new Body(2, (g, in) -> List.of(g.negate(in.get(0)), g.unary(UnaryFunction.EXP, in.get(0))));
        List<Value> results = builder.add(op("vendor.both", both), List.of(x)).outputs();
        builder.output(
                "dx",
                Autodiff.gradients(builder, loss(results.get(0)), List.of(x)).get(0));
        assertEquals(List.of("input", "constant"), names(expanded(builder)));
    }

    @Test
    void rejectsADecompositionOfOtherTypes() {
        Definition wrong = new Body(1, (g, in) -> List.of(g.reduceSum(in.get(0), List.of(0))));
        Value y = builder.add(op("vendor.wrong", wrong), List.of(x)).output();
        String message =
                "vendor.wrong: the decomposition must give the types of the shape rule, but decomposition=[float32[]], shape rule=[float32[4]]. [C1]";
        GraphException inGradient =
                assertThrows(GraphException.class, () -> Autodiff.gradients(builder, loss(y), List.of(x)));
        assertEquals(message, inGradient.getMessage());
        builder.output("y", y);
        GraphException inExpand =
                assertThrows(GraphException.class, () -> Transformations.expand(builder.build(), node -> false));
        assertEquals(message, inExpand.getMessage());
        assertEquals("C1", inExpand.label());
    }

    @Test
    void rejectsADecompositionWithTooFewResults() {
        Definition few = new Body(2, (g, in) -> List.of(in.get(0)));
        builder.output("y", builder.add(op("vendor.few", few), List.of(x)).output(1));
        GraphException thrown =
                assertThrows(GraphException.class, () -> Transformations.expand(builder.build(), node -> false));
        assertEquals(
                "vendor.few: the decomposition must give the types of the shape rule, but decomposition=[float32[4]], shape rule=[float32[4], float32[4]]. [C1]",
                thrown.getMessage());
    }

    @Test
    void rejectsADecompositionIntoItself() {
        Definition[] endless = new Definition[1];
        endless[0] = new Body(
                1, (g, in) -> g.add(op("vendor.endless", endless[0]), in).outputs());
        Value y = builder.add(op("vendor.endless", endless[0]), List.of(x)).output();
        String message = "vendor.endless: the decomposition must end in the closed set, but depth=64, graph=g. [C2]";
        GraphException inGradient =
                assertThrows(GraphException.class, () -> Autodiff.gradients(builder, loss(y), List.of(x)));
        assertEquals(message, inGradient.getMessage());
        builder.output("y", y);
        GraphException inExpand =
                assertThrows(GraphException.class, () -> Transformations.expand(builder.build(), node -> false));
        assertEquals(message, inExpand.getMessage());
        assertEquals("C2", inExpand.label());
    }

    @Test
    void rejectsADecompositionIntoValuesOfAnotherGraph() {
        Value foreign = new GraphBuilder("other").input("x", TYPE);
        Definition wrong = new Body(1, (g, in) -> List.of(foreign));
        builder.output("y", builder.add(op("vendor.foreign", wrong), List.of(x)).output());
        GraphException thrown =
                assertThrows(GraphException.class, () -> Transformations.expand(builder.build(), node -> false));
        assertEquals("C0", thrown.label());
    }
}
