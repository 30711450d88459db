package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class GraphPrinterTest {
    private static final Variable WEIGHT =
            new Variable("conv1.weight", TensorType.of(ElementType.FLOAT32, 2, 1, 3, 3), Role.PARAMETER);

    /** Convolution, ReLU, pooling, loss and its gradient, the update: on images of 6 by 6. */
    private static Graph smallNetwork() {
        GraphBuilder g = new GraphBuilder("train");
        Value[] y = new Value[1];
        Value images = g.input("images", TensorType.of(ElementType.FLOAT32, 2, 1, 6, 6));
        Value labels = g.input("labels", TensorType.of(ElementType.INT32, 2));
        Value weight = g.read(WEIGHT);
        g.inScope("conv1", () -> y[0] = g.convolution(images, weight, ConvolutionGeometry.unit(2)));
        g.inScope("relu1", () -> y[0] = g.unary(UnaryFunction.RELU, y[0]));
        g.inScope("pool1", () -> y[0] = g.maxPool(y[0], PoolingWindow.of(List.of(4, 4), List.of(4, 4))));
        g.inScope("loss", () -> y[0] = g.mean(g.softmaxCrossEntropy(g.reshape(y[0], Shape.of(2, 2)), labels)));
        Value gradient = Autodiff.gradients(g, y[0], List.of(weight)).get(0);
        g.inScope("update", () -> g.update(WEIGHT, g.subtract(weight, g.scale(gradient, 0.1))));
        g.output("loss", y[0]);
        return g.build();
    }

    @Test
    void printsAGraphThatAPersonCanRead() {
        assertEquals(GOLDEN, Transformations.simplify(smallNetwork()).toString());
    }

    private static final String GOLDEN = """
            graph "train" {
              %0: float32[2, 1, 6, 6] = input "images"
              %1: int32[2] = input "labels"
              %2: float32[2, 1, 3, 3] = read "conv1.weight"
              %3: float32[2, 2, 4, 4] = convolution(%0, %2) {strides: [1, 1], dilations: [1, 1], padLow: [0, 0], padHigh: [0, 0], groups: 1}  # conv1
              %4: float32[2, 2, 4, 4] = relu(%3)  # relu1
              %5: float32[2, 2, 1, 1] = max_pool(%4) {size: [4, 4], strides: [4, 4], padLow: [0, 0], padHigh: [0, 0]}  # pool1
              %6: float32[2, 2] = reshape(%5) {shape: [2, 2]}  # loss
              %7: float32[2] = softmax_cross_entropy(%6, %1)  # loss
              %8: float32[] = reduce_sum(%7) {axes: [0]}  # loss
              %9: float32[] = constant 0.5  # loss
              %10: float32[] = multiply(%8, %9)  # loss
              %11: float32[2] = constant 0.5  # gradient/loss
              %12: float32[2, 2] = softmax_cross_entropy_gradient(%6, %1, %11)  # gradient/loss
              %13: float32[2, 2, 1, 1] = reshape(%12) {shape: [2, 2, 1, 1]}  # gradient/loss
              %14: float32[2, 2, 4, 4] = max_pool_gradient(%4, %13) {size: [4, 4], strides: [4, 4], padLow: [0, 0], padHigh: [0, 0]}  # gradient/pool1
              %15: float32[2, 2, 4, 4] = constant 0.0  # gradient/relu1
              %16: uint8[2, 2, 4, 4] = compare(%4, %15) {comparison: GREATER}  # gradient/relu1
              %17: float32[2, 2, 4, 4] = select(%16, %14, %15)  # gradient/relu1
              %18: float32[2, 1, 3, 3] = convolution_filter_gradient(%0, %17) {strides: [1, 1], dilations: [1, 1], padLow: [0, 0], padHigh: [0, 0], groups: 1, filter: [2, 1, 3, 3]}  # gradient/conv1
              %19: float32[2, 1, 3, 3] = constant 0.1  # update
              %20: float32[2, 1, 3, 3] = multiply(%18, %19)  # update
              %21: float32[2, 1, 3, 3] = subtract(%2, %20)  # update
              return "loss": %10
              update "conv1.weight": %21
            }
            """;

    @Test
    void printsEveryResultOfANode() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", TensorType.of(ElementType.FLOAT32, 2, 3));
        Value c = g.splat(TensorType.of(ElementType.FLOAT32, 3), 1);
        List<Value> results = g.batchNormalizationTraining(x, c, c, 1e-5);
        g.output("mean", results.get(1));
        assertEquals("""
                graph "g" {
                  %0: float32[2, 3] = input "x"
                  %1: float32[3] = constant 1.0
                  %2: float32[2, 3], %2.1: float32[3], %2.2: float32[3] = batch_normalization_training(%0, %1, %1) {epsilon: 1.0E-5}
                  return "mean": %2.1
                }
                """, g.build().toString());
    }

    @Test
    void printsTheFunctionOfACompareAndTheAxesOfAReduction() {
        GraphBuilder g = new GraphBuilder("g");
        Value x = g.input("x", TensorType.of(ElementType.FLOAT64, 2, 3));
        Value mask = g.compare(ElementwiseOp.Comparison.LESS_OR_EQUAL, x, x);
        assertEquals(
                "%1: uint8[2, 3] = compare(%0, %0) {comparison: LESS_OR_EQUAL}",
                mask.node().toString());
        assertEquals(
                "%2: float64[3] = reduce_max(%0) {axes: [0]}",
                g.reduce(ReductionOp.ReduceFunction.MAX, x, List.of(0)).node().toString());
    }
}
