package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** What gradients are made of; that their numbers are right is the business of every backend's contract. */
class AutodiffTest {
    private static final TensorType TYPE = TensorType.of(ElementType.FLOAT32, 3);

    private final GraphBuilder builder = new GraphBuilder("g");
    private final Value x = builder.input("x", TYPE);

    private Value sum(Value value) {
        return builder.reduceSum(
                value, IntStream.range(0, value.shape().rank()).boxed().toList());
    }

    private Graph gradientGraph(Value loss, Value... by) {
        List<Value> gradients = Autodiff.gradients(builder, loss, List.of(by));
        for (int i = 0; i < by.length; i++) {
            builder.output("d" + i, gradients.get(i));
        }
        return Transformations.simplify(builder.build());
    }

    private static Map<String, Long> counts(Graph graph) {
        return graph.nodes().stream()
                .collect(Collectors.groupingBy(node -> node.op().name(), Collectors.counting()));
    }

    private static void assertRejected(String label, String message, Runnable call) {
        GraphException thrown = assertThrows(GraphException.class, call::run);
        assertEquals(message, thrown.getMessage());
        assertEquals(label, thrown.label());
    }

    @Test
    void rejectsALossThatIsNoScalar() {
        assertRejected(
                "C1",
                "gradient: the loss must be a floating scalar, but loss=%0: float32[3]. [C1]",
                () -> Autodiff.gradients(builder, x, List.of(x)));
    }

    @Test
    void rejectsALossOfIntegers() {
        Value index = builder.argMax(x, 0);
        assertRejected(
                "C1",
                "gradient: the loss must be a floating scalar, but loss=%1: int32[]. [C1]",
                () -> Autodiff.gradients(builder, index, List.of(x)));
    }

    @Test
    void rejectsIntegersToDifferentiateBy() {
        Value labels = builder.input("labels", TensorType.of(ElementType.INT32, 3));
        assertRejected(
                "C2",
                "gradient: what to differentiate by must be floating, but value=%1: int32[3]. [C2]",
                () -> Autodiff.gradients(builder, sum(x), List.of(labels)));
    }

    @Test
    void rejectsValuesOfAnotherGraph() {
        Value foreign = new GraphBuilder("other").input("x", TYPE);
        assertRejected(
                "C0",
                "gradient: operands must be values of this graph, but graph=g, operand=%0: float32[3]. [C0]",
                () -> Autodiff.gradients(builder, sum(x), List.of(foreign)));
    }

    @Test
    void givesZerosForWhatTheLossDoesNotDependOn() {
        Value other = builder.input("other", TensorType.of(ElementType.FLOAT64, 2, 2));
        Graph graph = gradientGraph(sum(x), other);
        SourceOp.Constant zeros = assertInstanceOf(
                SourceOp.Constant.class, graph.outputs().get("d0").node().op());
        assertEquals(ConstantData.splat(other.type(), 0), zeros.data());
    }

    @Test
    void isOneForTheLossItself() {
        Value loss = sum(x);
        Graph graph = gradientGraph(loss, loss);
        assertEquals(
                "1.0",
                ((SourceOp.Constant) graph.outputs().get("d0").node().op())
                        .data()
                        .toString());
    }

    @Test
    void addsWhatFlowsBackOnSeveralWays() {
        Value y = builder.add(builder.unary(UnaryFunction.EXP, x), builder.multiply(x, x));
        Graph graph = gradientGraph(sum(y), x);
        assertEquals(2, counts(graph).get("add"), graph::toString); // exp + x + x
    }

    @Test
    void countsAnOperandTwiceThatIsThereTwice() {
        Graph graph = gradientGraph(sum(builder.add(x, x)), x);
        assertEquals(
                "2.0",
                ((SourceOp.Constant) graph.outputs().get("d0").node().op())
                        .data()
                        .toString());
    }

    @Test
    void givesTotalDerivativesWhereOneValueDependsOnAnother() {
        Value y = builder.scale(x, 3);
        Graph graph = gradientGraph(sum(builder.scale(y, 2)), x, y);
        assertEquals(
                "6.0",
                ((SourceOp.Constant) graph.outputs().get("d0").node().op())
                        .data()
                        .toString());
        assertEquals(
                "2.0",
                ((SourceOp.Constant) graph.outputs().get("d1").node().op())
                        .data()
                        .toString());
    }

    @Test
    void emitsNothingForImages() {
        Value images = builder.input("images", TensorType.of(ElementType.FLOAT32, 2, 1, 8, 8));
        Value filter = builder.read(
                new Variable("conv1.weight", TensorType.of(ElementType.FLOAT32, 4, 1, 3, 3), Role.PARAMETER));
        Value y = builder.convolution(images, filter, ConvolutionGeometry.unit(2));
        Autodiff.gradients(builder, sum(y), List.of(filter));
        Map<String, Long> counts = counts(builder.build());
        assertEquals(1, counts.get("convolution_filter_gradient"));
        assertFalse(counts.containsKey("convolution_input_gradient"), "not even before dead code is dropped");
    }

    @Test
    void attributesItsOpsToTheScopeThatTheyDifferentiate() {
        Value[] y = new Value[1];
        builder.inScope("act1", () -> y[0] = builder.unary(UnaryFunction.TANH, x));
        Graph graph = gradientGraph(sum(y[0]), x);
        List<String> scopes =
                graph.nodes().stream().map(Node::scope).distinct().sorted().toList();
        assertEquals(List.of("", "act1", "gradient", "gradient/act1"), scopes);
        assertEquals("", builder.scope());
    }

    @Test
    void isTheSameGraphEachTime() {
        String first = lenetLike();
        for (int i = 0; i < 5; i++) {
            assertEquals(first, lenetLike());
        }
    }

    private static String lenetLike() {
        GraphBuilder g = new GraphBuilder("train");
        Value images = g.input("images", TensorType.of(ElementType.FLOAT32, 2, 1, 6, 6));
        Value w = g.read(new Variable("w", TensorType.of(ElementType.FLOAT32, 2, 1, 3, 3), Role.PARAMETER));
        Value v = g.read(new Variable("v", TensorType.of(ElementType.FLOAT32, 2, 2, 3, 3), Role.PARAMETER));
        Value a = g.unary(UnaryFunction.RELU, g.convolution(images, w, ConvolutionGeometry.unit(2)));
        Value b = g.convolution(a, v, ConvolutionGeometry.unit(2).withPadding(List.of(1, 1), List.of(1, 1)));
        Value loss = g.mean(g.multiply(g.add(a, b), b));
        List<Value> gradients = Autodiff.gradients(g, loss, List.of(w, v));
        g.output("dw", gradients.get(0));
        g.output("dv", gradients.get(1));
        return g.build().toString();
    }

    @Test
    void integersStopTheFlow() {
        Value rounded = builder.cast(builder.cast(x, ElementType.INT32), ElementType.FLOAT32);
        Graph graph = gradientGraph(sum(rounded), x);
        assertEquals(
                ConstantData.splat(TYPE, 0),
                ((SourceOp.Constant) graph.outputs().get("d0").node().op()).data());
    }

    @Test
    void castsTheGradientBack() {
        Graph graph = gradientGraph(builder.cast(sum(builder.multiply(x, x)), ElementType.FLOAT64), x);
        assertEquals(ElementType.FLOAT32, graph.outputs().get("d0").element());
    }

    @Test
    void vectorJacobianProductsAreNullWhereNothingFlows() {
        Value other = builder.input("other", TYPE);
        Value y = builder.negate(x);
        List<Value> flowing =
                Autodiff.propagate(builder, List.of(y), List.of(builder.splat(TYPE, 2)), List.of(x, other));
        assertEquals("negate", flowing.get(0).node().op().name());
        assertNull(flowing.get(1));
    }

    @Test
    void seedsOfOneResultAdd() {
        Value seed = builder.input("seed", TYPE);
        Value flowing = Autodiff.propagate(builder, List.of(x, x), List.of(seed, seed), List.of(x))
                .get(0);
        assertEquals("add", flowing.node().op().name());
        assertSame(seed, flowing.node().input(0));
        assertSame(seed, flowing.node().input(1));
    }

    /** Everything that has a derivative gives one of the operand's type, for every floating operand. */
    @TestFactory
    Stream<DynamicTest> derivativesHaveTheTypesOfTheirOperands() {
        return OpFamilies.samples().stream()
                .filter(sample -> sample.results().get(0).element().isFloating())
                .filter(sample -> !WITHOUT_DERIVATIVE.contains(sample.op().name()))
                .map(sample -> DynamicTest.dynamicTest(
                        sample.op() + " " + sample.operands(), () -> assertDerivatives(sample)));
    }

    private static final List<String> WITHOUT_DERIVATIVE = List.of(
            "max_pool_gradient",
            "lp_pool_gradient",
            "batch_normalization_gradient",
            "local_response_normalization_gradient",
            "softmax_cross_entropy_gradient");

    private static void assertDerivatives(OpFamilyTest.Sample sample) {
        GraphBuilder g = new GraphBuilder("g");
        List<Value> operands = new ArrayList<>();
        List<Value> by = new ArrayList<>();
        for (int i = 0; i < sample.operands().size(); i++) {
            Value operand = g.input("x" + i, sample.operands().get(i));
            operands.add(operand);
            boolean isData = (i > 0 && sample.op() instanceof SoftmaxOp.SoftmaxCrossEntropy)
                    || (i > 2 && sample.op() instanceof NormalizationOp.BatchNormalizationInference);
            if (operand.element().isFloating() && !isData) {
                by.add(operand);
            }
        }
        Value result = g.add(sample.op(), operands).output(0);
        Value seed = g.input("seed", result.type());
        List<Value> gradients = Autodiff.propagate(g, List.of(result), List.of(seed), by);
        for (int i = 0; i < by.size(); i++) {
            assertEquals(by.get(i).type(), gradients.get(i).type());
        }
    }

    @TestFactory
    Stream<DynamicTest> rejectsSecondDerivativesThatThereAreNot() {
        return OpFamilies.samples().stream()
                .filter(sample -> WITHOUT_DERIVATIVE.contains(sample.op().name()))
                .map(sample -> DynamicTest.dynamicTest(
                        sample.op() + " " + sample.operands(),
                        () -> assertNoDerivative(sample, 0, "has no derivative of its own")));
    }

    @Test
    void rejectsDerivativesByStatistics() {
        OpFamilyTest.Sample sample = OpFamilies.samples().stream()
                .filter(s -> s.op() instanceof NormalizationOp.BatchNormalizationInference)
                .findFirst()
                .orElseThrow();
        assertNoDerivative(sample, 3, "has no derivative by mean and variance");
        assertNoDerivative(sample, 4, "has no derivative by mean and variance");
    }

    @Test
    void rejectsDerivativesByTargets() {
        OpFamilyTest.Sample sample = OpFamilies.samples().stream()
                .filter(s -> s.op() instanceof SoftmaxOp.SoftmaxCrossEntropy
                        && s.operands().get(1).element().isFloating())
                .findFirst()
                .orElseThrow();
        assertNoDerivative(sample, 1, "has no derivative by labels or targets");
    }

    private static void assertNoDerivative(OpFamilyTest.Sample sample, int by, String rule) {
        GraphBuilder g = new GraphBuilder("g");
        List<Value> operands = new ArrayList<>();
        for (int i = 0; i < sample.operands().size(); i++) {
            operands.add(g.input("x" + i, sample.operands().get(i)));
        }
        Node[] node = new Node[1];
        g.inScope("layer1", () -> node[0] = g.add(sample.op(), operands));
        Value seed = g.input("seed", node[0].output(0).type());
        assertRejected(
                "G1",
                sample.op().name() + ": " + rule + ", but one is needed at node="
                        + node[0].output(0).label()
                        + ", scope=\"layer1\". Leave it out of the loss, or write it with other ops. [G1]",
                () -> Autodiff.propagate(g, List.of(node[0].output(0)), List.of(seed), List.of(operands.get(by))));
    }

    @Test
    void rejectsDerivativesThroughBatchStatistics() {
        Value images = builder.input("images", TensorType.of(ElementType.FLOAT32, 4, 3));
        Value ones = builder.splat(TYPE, 1);
        List<Value> results = builder.batchNormalizationTraining(images, ones, ones, 1e-5);
        assertRejected(
                "G1",
                "batch_normalization_training: no derivative flows through mean and variance, but one is needed at node=%3, scope=\"\". Leave it out of the loss, or write it with other ops. [G1]",
                () -> Autodiff.gradients(builder, sum(results.get(1)), List.of(images)));
    }

    @Test
    void differentiatesConvolutionsTwice() {
        Value images = builder.input("images", TensorType.of(ElementType.FLOAT32, 1, 1, 5, 5));
        Value filter = builder.input("filter", TensorType.of(ElementType.FLOAT32, 1, 1, 3, 3));
        Value y = builder.convolution(images, filter, ConvolutionGeometry.unit(2));
        Value once = Autodiff.gradients(builder, sum(builder.multiply(y, y)), List.of(images))
                .get(0);
        Graph graph = gradientGraph(sum(builder.multiply(once, once)), filter);
        assertEquals(filter.type(), graph.outputs().get("d0").type());
        assertTrue(counts(graph).get("convolution_filter_gradient") >= 1);
    }

    @Test
    void reshapesGradientsOfBroadcastsToTheOperand() {
        Value row = builder.input("row", TensorType.of(ElementType.FLOAT32, 1, 3));
        Value wide = builder.broadcast(row, Shape.of(4, 2, 3), List.of(0, 2));
        Value weights = builder.input("weights", wide.type());
        Graph graph = gradientGraph(sum(builder.multiply(wide, weights)), row);
        Node last = graph.outputs().get("d0").node();
        assertEquals("reshape", last.op().name());
        assertEquals(List.of(0, 1), ((ReductionOp.Reduce) last.input(0).node().op()).axes());
    }
}
