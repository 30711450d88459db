package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class TransformationsTest {
    private static final TensorType TYPE = TensorType.of(ElementType.FLOAT32, 2, 3);
    private static final double[] EXTREMES = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        -2.5,
        Double.MIN_VALUE,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        1e300,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private final GraphBuilder builder = new GraphBuilder("g");
    private final Value x = builder.input("x", TYPE);

    private Graph simplified(Value y) {
        builder.output("y", y);
        return Transformations.simplify(builder.build());
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().name()).toList();
    }

    /** What the output is after folding, as a constant. */
    private static double folded(Graph graph) {
        return assertInstanceOf(
                        SourceOp.Constant.class, graph.outputs().get("y").node().op())
                .data()
                .get(0);
    }

    /** Whether folding turns {@code make}'s op on the input into the input itself. */
    private static boolean isIdentity(TensorType type, Function<GraphBuilder, Function<Value, Value>> make) {
        GraphBuilder fresh = new GraphBuilder("identity");
        Value in = fresh.input("x", type);
        fresh.output("y", make.apply(fresh).apply(in));
        Graph graph = Transformations.foldConstants(fresh.build());
        return graph.outputs().get("y") == graph.inputs().get("x");
    }

    @Test
    void dropsWhatNothingNeedsButNoInputs() {
        builder.input("unused", TYPE);
        Value shared = builder.negate(x);
        builder.unary(UnaryFunction.EXP, shared);
        builder.read(new Variable("w", TYPE, Role.PARAMETER));
        builder.output("y", shared);
        Graph graph = Transformations.removeDead(builder.build());
        assertEquals(List.of("input", "input", "negate"), names(graph));
        assertEquals(List.of("x", "unused"), List.copyOf(graph.inputs().keySet()));
    }

    @Test
    void keepsWhatUpdatesNeed() {
        Variable w = new Variable("w", TYPE, Role.PARAMETER);
        builder.update(w, builder.add(builder.read(w), x));
        Graph graph = Transformations.removeDead(builder.build());
        assertEquals(List.of("input", "read", "add"), names(graph));
        assertSame(graph.nodes().get(2).output(), graph.updates().get(w));
    }

    @Test
    void keepsANodeOfWhichOneResultIsNeeded() {
        Value c = builder.zeros(TensorType.of(ElementType.FLOAT32, 3));
        builder.output(
                "variance", builder.batchNormalizationTraining(x, c, c, 1e-3).get(2));
        Graph graph = Transformations.removeDead(builder.build());
        assertEquals(List.of("input", "constant", "batch_normalization_training"), names(graph));
        assertEquals(2, graph.outputs().get("variance").index());
    }

    @Test
    void mergesEqualNodesAndKeepsTheFirstScope() {
        builder.inScope("first", () -> builder.output("a", builder.negate(x)));
        builder.inScope("second", () -> builder.output("b", builder.negate(x)));
        builder.output("c", builder.unary(UnaryFunction.ABS, x));
        Graph graph = Transformations.mergeEqual(builder.build());
        assertEquals(List.of("input", "negate", "abs"), names(graph));
        assertSame(graph.outputs().get("a"), graph.outputs().get("b"));
        assertEquals("first", graph.outputs().get("b").node().scope());
    }

    @Test
    void mergesChainsOfEqualNodes() {
        Value a = builder.unary(UnaryFunction.EXP, builder.negate(x));
        Value b = builder.unary(UnaryFunction.EXP, builder.negate(x));
        assertEquals(List.of("input", "negate", "exp", "add"), names(simplified(builder.add(a, b))));
    }

    @Test
    void keepsNodesThatDifferInAnAttributeOrInTheOrderOfOperands() {
        Value twice = builder.scale(x, 2);
        builder.output("a", builder.softmax(x, 0));
        builder.output("b", builder.softmax(x, 1));
        builder.output("c", builder.subtract(x, twice));
        builder.output("d", builder.subtract(twice, x));
        builder.output("e", builder.pad(x, List.of(1L, 0L), List.of(0L, 0L), List.of(0L, 0L), 0.0));
        builder.output("f", builder.pad(x, List.of(1L, 0L), List.of(0L, 0L), List.of(0L, 0L), -0.0));
        assertEquals(9, Transformations.mergeEqual(builder.build()).nodes().size());
    }

    @Test
    void keepsRandomNumbersOfDifferentSitesApart() {
        Value state = builder.input("state", TensorType.of(ElementType.INT64, 2));
        Value a = builder.randomUniform(state, ElementType.FLOAT32, Shape.of(2, 3), 1);
        Value b = builder.randomUniform(state, ElementType.FLOAT32, Shape.of(2, 3), 2);
        Value again = builder.randomUniform(state, ElementType.FLOAT32, Shape.of(2, 3), 1);
        builder.output("a", a);
        builder.output("b", b);
        builder.output("again", again);
        Graph graph = Transformations.mergeEqual(builder.build());
        assertNotSame(graph.outputs().get("a"), graph.outputs().get("b"));
        assertSame(graph.outputs().get("a"), graph.outputs().get("again"));
    }

    @ParameterizedTest
    @EnumSource(UnaryFunction.class)
    void foldsFunctionsOfOneNumberToTheBit(UnaryFunction function) {
        for (ElementType element : List.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.BFLOAT16)) {
            TensorType type = TensorType.of(element, 2);
            for (double value : EXTREMES) {
                GraphBuilder fresh = new GraphBuilder("fold");
                fresh.output("y", fresh.unary(function, fresh.splat(type, value)));
                assertEquals(
                        element.round(function.apply(element.round(value))),
                        folded(Transformations.simplify(fresh.build())),
                        function + " of " + value + " in " + element);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BinaryFunction.class)
    void foldsFunctionsOfTwoNumbersToTheBit(BinaryFunction function) {
        for (ElementType element : List.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.BFLOAT16)) {
            TensorType type = TensorType.scalar(element);
            for (double a : EXTREMES) {
                for (double b : EXTREMES) {
                    GraphBuilder fresh = new GraphBuilder("fold");
                    fresh.output("y", fresh.binary(function, fresh.splat(type, a), fresh.splat(type, b)));
                    assertEquals(
                            element.round(function.apply(element.round(a), element.round(b))),
                            folded(Transformations.simplify(fresh.build())),
                            function + " of " + a + ", " + b + " in " + element);
                }
            }
        }
    }

    /** An identity may only be folded if it holds for every extreme value, the sign of zero and NaN included. */
    @ParameterizedTest
    @EnumSource(BinaryFunction.class)
    void foldsOnlyIdentitiesThatHoldForEveryValue(BinaryFunction function) {
        TensorType type = TensorType.of(ElementType.FLOAT64, 4);
        for (double constant : EXTREMES) {
            boolean right = isIdentity(type, g -> v -> g.binary(function, v, g.splat(type, constant)));
            boolean left = isIdentity(type, g -> v -> g.binary(function, g.splat(type, constant), v));
            for (double value : EXTREMES) {
                if (right) {
                    assertEquals(value, function.apply(value, constant), "x " + function + " " + constant);
                }
                if (left) {
                    assertEquals(value, function.apply(constant, value), constant + " " + function + " x");
                }
            }
        }
    }

    @Test
    void foldsTheIdentitiesThatThereAre() {
        TensorType type = TensorType.of(ElementType.FLOAT32, 4);
        for (BinaryFunction function : List.of(BinaryFunction.MULTIPLY, BinaryFunction.DIVIDE, BinaryFunction.POWER)) {
            assertEquals(true, isIdentity(type, g -> v -> g.binary(function, v, g.splat(type, 1))), function + " 1");
        }
        assertEquals(true, isIdentity(type, g -> v -> g.multiply(g.splat(type, 1), v)));
        assertEquals(true, isIdentity(type, g -> v -> g.add(v, g.splat(type, -0.0))));
        assertEquals(true, isIdentity(type, g -> v -> g.subtract(v, g.splat(type, 0.0))));
        assertEquals(false, isIdentity(type, g -> v -> g.add(v, g.splat(type, 0.0))), "-0 + 0 is 0");
        assertEquals(false, isIdentity(type, g -> v -> g.subtract(v, g.splat(type, -0.0))), "-0 - -0 is 0");
        assertEquals(false, isIdentity(type, g -> v -> g.divide(g.splat(type, 1), v)));
        assertEquals(false, isIdentity(type, g -> v -> g.multiply(v, g.splat(type, 0))), "0 times NaN is NaN");
    }

    @Test
    void removesOpsThatMoveNothing() {
        List<Long> zeros = List.of(0L, 0L);
        assertEquals(true, isIdentity(TYPE, g -> v -> g.transpose(v, List.of(0, 1))));
        assertEquals(
                false, isIdentity(TensorType.of(ElementType.FLOAT32, 3, 3), g -> v -> g.transpose(v, List.of(1, 0))));
        assertEquals(true, isIdentity(TYPE, g -> v -> g.slice(v, 1, 0, 3)));
        assertEquals(false, isIdentity(TYPE, g -> v -> g.slice(v, 1, 0, 2)));
        assertEquals(true, isIdentity(TYPE, g -> v -> g.pad(v, zeros, zeros, zeros, 7)));
        assertEquals(true, isIdentity(TYPE, g -> v -> g.concatenate(List.of(v), 1)));
        assertEquals(
                true,
                isIdentity(
                        TYPE,
                        g -> v ->
                                g.add(new Cast(ElementType.FLOAT32), List.of(v)).output()));
        assertEquals(
                true,
                isIdentity(
                        TYPE,
                        g -> v -> g.add(new ShapeOp.Reshape(Shape.of(2, 3)), List.of(v))
                                .output()));
        assertEquals(
                true,
                isIdentity(
                        TYPE,
                        g -> v -> g.add(new ShapeOp.Broadcast(Shape.of(2, 3), List.of(0, 1)), List.of(v))
                                .output()));
    }

    @Test
    void keepsAConcatenationThatAddsAnEmptyPart() {
        Value empty = builder.splat(TensorType.of(ElementType.FLOAT32, 0, 3), 1);
        assertEquals(
                List.of("input", "constant", "concatenate"),
                names(simplified(builder.concatenate(List.of(x, empty), 0))));
    }

    @Test
    void joinsReshapes() {
        Value y = builder.reshape(builder.reshape(builder.reshape(x, Shape.of(6)), Shape.of(3, 2)), Shape.of(1, 6));
        Graph graph = simplified(y);
        assertEquals(List.of("input", "reshape"), names(graph));
        assertEquals(Shape.of(1, 6), graph.outputs().get("y").shape());
    }

    @Test
    void joinsReshapesThereAndBackToNothing() {
        Graph graph = simplified(builder.reshape(builder.reshape(x, Shape.of(6)), Shape.of(2, 3)));
        assertSame(graph.inputs().get("x"), graph.outputs().get("y"));
    }

    @Test
    void spreadsAndCastsConstants() {
        Value c = builder.splat(TensorType.scalar(ElementType.FLOAT32), 2.75);
        Value spread = builder.reshape(builder.broadcastScalar(c, Shape.of(4, 5)), Shape.of(20));
        Graph graph = simplified(builder.cast(spread, ElementType.INT32));
        assertEquals(List.of("input", "constant"), names(graph));
        assertEquals(2.0, folded(graph), 0.0);
        assertEquals("int32[20]", graph.outputs().get("y").type().toString());
    }

    @Test
    void foldsComparisonsAndChoicesOfConstants() {
        Value three = builder.splat(TYPE, 3);
        Value nan = builder.splat(TYPE, Double.NaN);
        Value less = builder.compare(Comparison.LESS, three, builder.splat(TYPE, 4));
        Value equal = builder.compare(Comparison.EQUAL, nan, nan);
        builder.output("x", builder.select(less, x, three));
        Graph graph = simplified(builder.select(equal, x, three));
        assertSame(graph.inputs().get("x"), graph.outputs().get("x"));
        assertEquals(3.0, folded(graph), 0.0);
    }

    @Test
    void leavesConstantsWithoutElementsAlone() {
        TensorType empty = TensorType.of(ElementType.FLOAT32, 0, 3);
        Graph graph = simplified(builder.reduceSum(builder.negate(builder.zeros(empty)), List.of(0)));
        assertEquals(Shape.of(3), graph.outputs().get("y").shape());
    }

    @Test
    void keepsTheNamesOfOutputsInTheirOrder() {
        builder.output("b", x);
        builder.output("a", builder.scale(x, 1));
        Graph graph = Transformations.simplify(builder.build());
        assertEquals(List.of("b", "a"), List.copyOf(graph.outputs().keySet()));
        assertEquals("g", graph.name());
        assertFalse(graph.nodes().stream().anyMatch(node -> node.op() instanceof Binary));
    }
}
