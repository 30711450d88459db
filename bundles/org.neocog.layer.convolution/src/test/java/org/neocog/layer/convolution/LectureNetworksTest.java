package org.neocog.layer.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.GraphBuilder;
import org.neocog.layer.core.DenseLayer;
import org.neocog.layer.core.FlattenLayer;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** What the lectures count and claim of convolutions, number for number. */
class LectureNetworksTest {
    private record Layer(String type, Object options) {}

    private static Layer conv(int filters, int kernel, Object padding) {
        return new Layer("conv2d", Map.of("filters", filters, "kernel", kernel, "padding", padding, "bias", false));
    }

    private static Model model(Layer... layers) {
        Location place = new Location("net.yaml", 1, 1);
        List<LayerDeclaration> declared = new ArrayList<>();
        for (Layer layer : layers) {
            ConfigNode options = ConfigNode.of(layer.options()).at(place);
            declared.add(new LayerDeclaration("l" + declared.size(), layer.type(), options, List.of(), place));
        }
        return Model.of(
                new ModelSpec(null, declared),
                NetworkTrial.catalog(
                        new Conv2dLayer(), new SeparableConv2dLayer(), new DenseLayer(), new FlattenLayer()));
    }

    private static NetworkTrial trial(Layer... layers) {
        return new NetworkTrial(new ReferenceBackend(), model(layers));
    }

    /** Multiplications of all convolutions for one image, padding read as zeros. */
    private static long multiplications(Shape image, Layer... layers) {
        GraphBuilder builder = new GraphBuilder("g");
        TensorType images = new TensorType(ElementType.FLOAT32, Shape.of(1).concat(image));
        model(layers).lower(builder, builder.input("x", images), false);
        return builder.build().nodes().stream()
                .filter(node -> node.op() instanceof ConvolutionOp.Convolution)
                .mapToLong(node -> {
                    Shape filter = node.input(1).shape();
                    return node.output().shape().size() * filter.size() / filter.dim(0);
                })
                .sum();
    }

    @Test
    void separatesAConvolutionFor416Multiplications() {
        Shape images = Shape.of(1, 2, 6, 6);
        Layer full = conv(4, 3, 0);
        Layer separable = new Layer("separable-conv2d", Map.of("filters", 4, "kernel", 3, "bias", false));
        assertEquals(72, trial(full).parameters(images));
        assertEquals(1152, multiplications(Shape.of(2, 6, 6), full));
        assertEquals(26, trial(separable).parameters(images));
        assertEquals(416, multiplications(Shape.of(2, 6, 6), separable));
        for (Layer layer : List.of(full, separable)) {
            assertEquals(
                    Shape.of(1, 4, 4, 4), trial(layer).lower(images).output().shape());
        }
    }

    @Test
    void savesMultiplicationsByAPointwiseConvolution() {
        Shape image = Shape.of(120, 11, 11);
        assertEquals(7_260_000, multiplications(image, conv(20, 5, "same")));
        // the lecture's 450 k: 87 120 and 363 000
        assertEquals(450_120, multiplications(image, conv(6, 1, 0), conv(20, 5, "same")));
    }

    @Test
    void savesMultiplicationsByTheBottleneckOfAnInceptionModule() {
        Shape image = Shape.of(192, 28, 28);
        Layer wide = conv(32, 5, "same");
        assertEquals(153_600, trial(wide).parameters(Shape.of(1).concat(image)));
        assertEquals(120_422_400, multiplications(image, wide));
        Layer[] bottleneck = {conv(16, 1, 0), wide};
        assertEquals(15_872, trial(bottleneck).parameters(Shape.of(1).concat(image)));
        assertEquals(12_443_648, multiplications(image, bottleneck));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7})
    void keepsTheSizeByPaddingHalfTheKernel(int kernel) {
        for (Object padding : List.of((kernel - 1) / 2, "same")) {
            Shape output = trial(conv(2, kernel, padding))
                    .lower(Shape.of(1, 1, 6, 6))
                    .output()
                    .shape();
            assertEquals(Shape.of(1, 2, 6, 6), output);
        }
    }

    private static double[] waves(int count, double frequency) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.sin(frequency * i))
                .toArray();
    }

    /** The dense layer of 400 inputs and 120 outputs, and the convolution of 5x5 with the same numbers. */
    @Test
    void turnsADenseLayerIntoAConvolution() {
        double[] weight = waves(120 * 400, 0.37);
        double[] bias = waves(120, 0.9);
        double[] images = waves(2 * 400, 1.7);
        Shape shape = Shape.of(2, 16, 5, 5);
        Output dense = trial(new Layer("flatten", null), new Layer("dense", 120))
                .set("l1.weight", weight)
                .set("l1.bias", bias)
                .run(shape, images);
        Output convolved = trial(new Layer("conv2d", Map.of("filters", 120, "kernel", 5)))
                .set("l0.weight", weight)
                .set("l0.bias", bias)
                .run(shape, images);
        assertEquals(Shape.of(2, 120), dense.shape());
        assertEquals(Shape.of(2, 120, 1, 1), convolved.shape());
        assertArrayEquals(dense.values(), convolved.values(), 1e-12);
    }

    /** On a larger image that convolution gives what the dense layer gives of each of its parts. */
    @Test
    void runsADenseLayerOnALargerImage() {
        double[] weight = waves(10 * 8, 0.37);
        double[] image = waves(2 * 3 * 4, 1.7);
        Output map = trial(new Layer("conv2d", Map.of("filters", 10, "kernel", 2, "bias", false)))
                .set("l0.weight", weight)
                .run(Shape.of(1, 2, 3, 4), image);
        assertEquals(Shape.of(1, 10, 2, 3), map.shape());
        for (int place = 0; place < 6; place++) {
            int corner = 4 * (place / 3) + place % 3;
            double[] part = {
                image[corner], image[corner + 1], image[corner + 4], image[corner + 5],
                image[corner + 12], image[corner + 13], image[corner + 16], image[corner + 17]
            };
            double[] dense = trial(new Layer("flatten", null), new Layer("dense", Map.of("units", 10, "bias", false)))
                    .set("l1.weight", weight)
                    .run(Shape.of(1, 2, 2, 2), part)
                    .values();
            int at = place;
            double[] there = new double[10];
            Arrays.setAll(there, o -> map.values()[6 * o + at]);
            assertArrayEquals(dense, there, 1e-12);
        }
    }
}
