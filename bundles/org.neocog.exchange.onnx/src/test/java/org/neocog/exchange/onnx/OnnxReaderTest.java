package org.neocog.exchange.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.exchange.ParameterValues;
import org.neocog.graph.GraphBuilder;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** What nodes become as layers. */
class OnnxReaderTest {
    private static final ReadOptions AS_IT_IS = new ReadOptions(Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

    private ImportedNetwork read(ModelSketch sketch) throws IOException {
        return new OnnxFormat().read(sketch.write(folder), AS_IT_IS);
    }

    private static List<String> layers(ImportedNetwork network) {
        return network.network().layers().stream()
                .map(layer -> layer.name() + " " + layer.type() + " "
                        + layer.options().toJava() + (layer.from().isEmpty() ? "" : " " + layer.from()))
                .toList();
    }

    private static List<String> types(ImportedNetwork network) {
        return network.network().layers().stream().map(LayerDeclaration::type).toList();
    }

    private static float[] values(ImportedNetwork network, String name) {
        ParameterValues values = network.values().get(name);
        return Objects.requireNonNull(values, () -> network.values().keySet().toString())
                .values();
    }

    /** The layers fit together for any number of images: gives the output's shape for five. */
    private static Shape lowered(ImportedNetwork network) {
        GraphBuilder builder = new GraphBuilder("network");
        Shape images =
                Shape.of(5).concat(Objects.requireNonNull(network.network().input()));
        return Model.of(network.network(), Catalogs.ALL)
                .lower(builder, builder.input("images", new TensorType(ElementType.FLOAT32, images)), true)
                .output()
                .shape();
    }

    @Test
    void namesLayersByTheirWeights() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 1, 4, 4)
                .weight("features.0.weight", 1, 2, 1, 3, 3)
                .weight("features.0.bias", 5, 2)
                .weight("fc.weight", 0, 3, 16)
                .weight("fc.bias", 7, 3)
                .node("Conv", "x features.0.weight features.0.bias", "a", "pads", List.of(0, 1, 0, 1))
                .node("Relu", "a", "b")
                .node("Flatten", "b", "c")
                .node("Gemm", "c fc.weight fc.bias", "y", "transB", 1));
        assertEquals(
                List.of(
                        "features.0 conv2d {filters=2, kernel=3, padding=[0, 0, 1, 1]}",
                        "relu1 relu {}",
                        "flatten1 flatten {}",
                        "fc dense {units=3}"),
                layers(network));
        assertArrayEquals(new float[] {7, 7.01f, 7.02f}, values(network, "fc.bias"));
        assertEquals(
                Shape.of(2, 1, 3, 3), network.values().get("features.0.weight").shape());
        assertEquals(3, network.classes());
        assertEquals(Shape.of(5, 3), lowered(network));
    }

    /** Older programs write a product and a sum, with the weight the other way round, and shapes that they put together. */
    @Test
    void understandsShapesThatAreComputed() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 2, 1, 3)
                .integers("zero", 0)
                .integers("minus", -1)
                .weight("w", 1, 6, 2)
                .weight("b", 3, 2)
                .node("Shape", "x", "shape")
                .node("Gather", "shape zero", "n")
                .node("Concat", "n minus", "target", "axis", 0)
                .node("Reshape", "x target", "flat")
                .node("MatMul", "flat w", "product")
                .node("Add", "b product", "sum")
                .node("Softmax", "sum", "y"));
        assertEquals(List.of("flatten1 flatten {}", "dense1 dense {units=2}"), layers(network));
        assertArrayEquals(
                new float[] {1, 1.02f, 1.04f, 1.06f, 1.08f, 1.1f, 1.01f, 1.03f, 1.05f, 1.07f, 1.09f, 1.11f},
                values(network, "dense1.weight"));
        assertEquals(List.of("The Softmax at the end is left out: it is part of the loss here."), network.remarks());
        assertEquals(Shape.of(5, 2), lowered(network));
    }

    @Test
    void takesAnyNumberOfImagesThoughTheFileIsForOne() throws IOException {
        ImportedNetwork network = read(
                new ModelSketch().input(1, 2, 2, 2).integers("target", 1, 8).node("Reshape", "x target", "y"));
        assertEquals(List.of("flatten"), types(network));
        assertEquals(Shape.of(5, 8), lowered(network));
    }

    @Test
    void foldsFactorsIntoWeights() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 2, 1, 1)
                .weight("fc.weight", 1, 1, 2)
                .weight("fc.bias", 3, 1)
                .node("Flatten", "x", "a")
                .node("Gemm", "a fc.weight fc.bias", "y", "alpha", 2.0, "beta", 0.5, "transB", 1));
        assertArrayEquals(new float[] {2, 2.02f}, values(network, "fc.weight"));
        assertArrayEquals(new float[] {1.5f}, values(network, "fc.bias"));
    }

    @Test
    void takesOperatorsWithoutALayerOfTheirOwnAsTheyAre() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 2, 2, 2)
                .weight("act.weight", 0.25, 2, 1, 1)
                .weight("half", 0.5)
                .node("PRelu", "x act.weight", "a")
                .node("Mul", "a half", "b")
                .node("Clip", "b  half", "c")
                .node("Mul", "c x", "d")
                .node("Flatten", "d", "y"));
        assertEquals(
                List.of(
                        "act onnx {operator=PRelu, opset=17, inputs=[edge, {parameter=weight, shape=[2, 1, 1]}]}",
                        "mul1 onnx {operator=Mul, opset=17, inputs=[edge, {numbers=[0.5], shape=[]}]}",
                        "clip1 onnx {operator=Clip, opset=17, inputs=[edge, none, {numbers=[0.5], shape=[]}]}",
                        "mul2 onnx {operator=Mul, opset=17} [clip1, input]",
                        "flatten1 flatten {}"),
                layers(network));
        assertArrayEquals(new float[] {0.25f, 0.26f}, values(network, "act.weight"));
        assertEquals(Shape.of(5, 8), lowered(network));
    }

    @Test
    void makesTheMeanOfEachChannelOneLayer() throws IOException {
        for (String mean : List.of("GlobalAveragePool", "ReduceMean")) {
            ModelSketch sketch = new ModelSketch().input(-1, 3, 4, 4);
            ImportedNetwork network = read((mean.equals("ReduceMean")
                            ? sketch.node(mean, "x", "a", "axes", List.of(-1, -2))
                            : sketch.node(mean, "x", "a"))
                    .node("Flatten", "a", "y"));
            assertEquals(List.of("global-average-pool"), types(network), mean);
            assertEquals(Shape.of(5, 3), lowered(network));
        }
    }

    @Test
    void saysWhereWeightsAreNoLongerShared() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 1, 1, 4)
                .weight("fc.weight", 0, 4, 4)
                .node("Flatten", "x", "a")
                .node("Gemm", "a fc.weight", "b", "transB", 1)
                .node("Gemm", "b fc.weight", "y", "transB", 1));
        assertEquals(List.of("flatten1", "fc", "fc_2"), names(network));
        assertEquals(1, network.remarks().size());
        assertTrue(network.remarks().get(0).contains("\"fc\" and \"fc_2\" have one each"), network.remarks()::toString);
    }

    private static List<String> names(ImportedNetwork network) {
        return network.network().layers().stream().map(LayerDeclaration::name).toList();
    }

    @Test
    void keepsDropoutForTraining() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 1, 1, 4)
                .opset(11)
                .node("Dropout", "x", "a", "ratio", 0.3)
                .node("Flatten", "a", "y"));
        assertEquals(List.of("dropout1 dropout {rate=0.3}", "flatten1 flatten {}"), layers(network));
    }

    @Test
    void splitsIntoOneLayerForEachPart() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 4, 1, 1)
                .integers("parts", 1, 3)
                .node("Split", "x parts", "a b", "axis", 1)
                .node("Concat", "b a", "c", "axis", 1)
                .node("Flatten", "c", "y"));
        assertEquals(List.of("onnx", "onnx", "concatenate", "flatten"), types(network));
        assertEquals(
                "split2 onnx {operator=Split, opset=17, attributes={axis=1}, inputs=[edge, {integers=[1, 3]}], output=1} [input]",
                layers(network).get(1));
        assertEquals(
                List.of("split2", "split1"), network.network().layers().get(2).from());
        assertEquals(Shape.of(5, 4), lowered(network));
    }

    /** As converters write networks of Keras. */
    @Test
    void takesImagesAsTheyAreHereWhereTheFileTurnsThem() throws IOException {
        ImportedNetwork network = read(new ModelSketch()
                .input(-1, 4, 5, 3)
                .weight("conv2d.kernel", 1, 2, 3, 4, 5)
                .node("Transpose", "x", "a", "perm", List.of(0, 3, 1, 2))
                .node("Conv", "a conv2d.kernel", "b")
                .node("Add", "b b", "c")
                .node("Flatten", "c", "y"));
        assertEquals(Shape.of(3, 4, 5), network.network().input());
        assertEquals(
                List.of(
                        "conv2d conv2d {filters=2, kernel=[4, 5], bias=false}",
                        "add1 add {} [conv2d, conv2d]",
                        "flatten1 flatten {}"),
                layers(network));
        assertEquals(1, network.remarks().size());
        assertEquals(Shape.of(5, 2), lowered(network));
        ImportedNetwork other = read(new ModelSketch()
                .input(-1, 4, 5, 3)
                .node("Transpose", "x", "a", "perm", List.of(0, 3, 2, 1))
                .node("Flatten", "a", "y"));
        assertEquals(Shape.of(4, 5, 3), other.network().input());
        assertEquals(List.of("onnx", "flatten"), types(other));
    }
}
