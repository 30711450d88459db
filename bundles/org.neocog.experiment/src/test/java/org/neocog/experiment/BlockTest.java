package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.architecture.AuxiliaryOutput;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.tensor.Shape;

class BlockTest {
    private static final String RESIDUAL = """
            - {conv2d: {filters: 16, kernel: 3}, name: stem}
            - block: layer1
              repeat: 2
              with: {filters: 16}
              layers: &basic
                - {conv2d: {filters: "${with.filters}", kernel: 3}, name: conv1}
                - tanh
                - {add: , name: sum, from: [tanh1, input]}
            - {block: layer2, with: {filters: 32}, layers: *basic}
            - {conv2d: {filters: 10, kernel: 1}, name: out, from: layer1}
            """;

    @TempDir
    Path folder;

    private Bench bench(String layers, String... more) {
        return new Bench(folder)
                .lenet(
                        "model: {architecture: lenet5}",
                        "model:\n" + String.join("", more) + "  layers:\n"
                                + layers.indent(2).stripTrailing());
    }

    private List<LayerDeclaration> layers(String layers, String... overrides) {
        return ((ModelSection.Layers) bench(layers).read(overrides).model()).layers();
    }

    private String problems(String layers) {
        return bench(layers).problems();
    }

    private static List<String> shown(List<LayerDeclaration> layers) {
        return layers.stream()
                .map(layer -> layer.name() + " " + (layer.from().isEmpty() ? "" : layer.from()))
                .map(String::strip)
                .toList();
    }

    @Test
    void writesRepetitionsOutWithNumbersFromZero() {
        List<LayerDeclaration> layers = layers(RESIDUAL);
        assertEquals(
                List.of(
                        "stem",
                        "layer1.0.conv1",
                        "layer1.0.tanh1",
                        "layer1.0.sum [layer1.0.tanh1, stem]",
                        "layer1.1.conv1",
                        "layer1.1.tanh1",
                        "layer1.1.sum [layer1.1.tanh1, layer1.0.sum]",
                        "layer2.conv1",
                        "layer2.tanh1",
                        "layer2.sum [layer2.tanh1, layer1.1.sum]",
                        "out [layer1.1.sum]"),
                shown(layers));
    }

    @Test
    void putsTheValuesOfTheBlockIntoItsLayers() {
        List<LayerDeclaration> layers = layers(RESIDUAL, "model.layers.2.with.filters=48");
        assertEquals(
                "{filters: 16, kernel: [3], weights: {type: he, gain: 1.0}}",
                layers.get(4).options().shown());
        assertEquals(
                "{filters: 48, kernel: [3], weights: {type: he, gain: 1.0}}",
                layers.get(7).options().shown());
    }

    @Test
    void nestsBlocksThatSeeTheValuesAroundThem() {
        List<LayerDeclaration> layers = layers("""
                - block:
                  with: {filters: 8, kernel: 1}
                  layers:
                    - {block: a, layers: [{conv2d: {filters: "${with.filters}", kernel: "${with.kernel}"}}]}
                    - {block: b, from: input, repeat: 1, with: {filters: "${with.filters}", kernel: 5},
                       layers: [tanh, {conv2d: {filters: "${with.filters}", kernel: "${with.kernel}"}}]}
                    - {add: , from: [a, b]}
                - {tanh: , from: block1.b.0.tanh1}
                - {tanh: , from: block1}
                """);
        assertEquals(
                List.of(
                        "block1.a.conv2d1",
                        "block1.b.0.tanh1 [input]",
                        "block1.b.0.conv2d1",
                        "block1.add1 [block1.a.conv2d1, block1.b.0.conv2d1]",
                        "tanh1 [block1.b.0.tanh1]",
                        "tanh2 [block1.add1]"),
                shown(layers));
        assertEquals(
                "{filters: 8, kernel: [5], weights: {type: he, gain: 1.0}}",
                layers.get(2).options().shown());
    }

    @Test
    void takesTheLayersOfAnotherBlockByReference() {
        List<LayerDeclaration> layers = layers("""
                - {block: a, with: {f: 1}, layers: [{conv2d: {filters: "${with.f}", kernel: 1}}]}
                - {block: b, with: {f: 2}, layers: "${model.layers.0.layers}"}
                """);
        assertEquals("b.conv2d1", layers.get(1).name());
        assertEquals(
                "{filters: 2, kernel: [1], weights: {type: he, gain: 1.0}}",
                layers.get(1).options().shown());
    }

    @Test
    void readsFurtherOutputsAndTheInput() {
        String more = "  input: [3, 32, 32]\n  outputs: [{from: layer1, weight: 0.3}, stem]\n";
        Experiment first = bench(RESIDUAL, more).read();
        ModelSection.Layers model = (ModelSection.Layers) first.model();
        assertEquals(Shape.of(3, 32, 32), model.network().input());
        assertEquals(
                List.of(new AuxiliaryOutput("layer1.1.sum", 0.3), new AuxiliaryOutput("stem", 1)),
                model.network().auxiliary());

        String text = ConfigText.write(first.resolved());
        Experiment second = new Bench(folder).file("x.yaml", text).read();
        assertEquals(first.resolved().toJava(), second.resolved().toJava());
        assertEquals(
                model.network().auxiliary(),
                ((ModelSection.Layers) second.model()).network().auxiliary());
    }

    @Test
    void saysWhatIsWrongInABlockOnce() {
        assertEquals("""
                x.yaml:10:23: repeat must be at least 1, but repeat=0.
                x.yaml:10:26: unknown key "repaet"; did you mean "repeat"?
                x.yaml:10:45: layers must be a list of at least one layer, but is [].
                x.yaml:11:5: missing key "layers" in model.layers.1.
                x.yaml:12:43: layer "tahn" is not offered by any installed bundle; available: [add, conv2d, tanh]. Did you mean "tanh"? Install a bundle that offers it, or change model.layers.2.layers.0.type.
                x.yaml:12:64: from names no layer: "b"; layers: add1, input.
                x.yaml:13:22: with must be a mapping, but is [1]. Write {filters: 64}, and ${with.filters} in the layers.\
                """, problems("""
                - {block: , repeat: 0, repaet: 2, layers: []}
                - {block: b}
                - {block: c, repeat: 3, layers: [{type: tahn}, {add: , from: b}]}
                - {block: d, with: [1], layers: [tanh]}
                """));
    }

    @Test
    void refusesNamesThatMeetThroughBlocks() {
        assertEquals("""
                x.yaml:11:13: layer names must be unique, but "a" is also the layer at x.yaml:10:5.
                x.yaml:12:20: layer names must be unique, but "a.tanh1" is also the layer at x.yaml:11:25.\
                """, problems("""
                - {tanh: , name: a}
                - {block: a, layers: [tanh]}
                - {tanh: , name: a.tanh1}
                """));
    }

    @Test
    void refusesEdgesOutOfABlockAndIntoLaterOnes() {
        assertEquals("""
                x.yaml:11:39: from names no layer: "tanh1"; layers: add1, input.
                x.yaml:11:63: from must name layers above, but "a" is the layer itself.
                x.yaml:12:19: from must name layers above, but "z" is a later layer, at x.yaml:13:5.\
                """, problems("""
                - tanh
                - {block: a, layers: [{add: , from: [tanh1, input]}], from: a}
                - {add: , from: [z]}
                - {block: z, layers: [tanh]}
                """));
    }

    @Test
    void refusesValuesThatNoBlockHas() {
        assertEquals("""
                x.yaml:10:24: ${with.filters} must stand in the layers of a block, but there is no block around it. Write {block: NAME, with: {...}, layers: [...]}.
                x.yaml:11:64: ${with.filter} leads nowhere: there is no key "filter" in with; did you mean "filters"?\
                """, problems("""
                - {conv2d: {filters: "${with.filters}", kernel: 1}}
                - {block: a, with: {filters: 1}, layers: [{conv2d: {filters: "${with.filter}", kernel: 1}}]}
                """));
    }

    @Test
    void refusesOutputsThatAreNoLayers() {
        String outputs =
                "  outputs: [{from: laier1, weight: 0.3}, {from: stem, weight: -1}, {from: stem}, stem, {weight: 1}]\n";
        assertEquals("""
                x.yaml:9:20: from names no layer: "laier1"; did you mean "layer1"?
                x.yaml:9:63: weight must be at least 0, but weight=-1.
                x.yaml:9:82: outputs must name a layer once, but "stem" is there twice. Add the weights.
                x.yaml:9:88: missing key "from" in model.outputs.4.\
                """, bench(RESIDUAL, outputs).problems());
    }

    @Test
    void refusesRepetitionsOfRepetitionsWithoutEnd() {
        assertEquals(
                "x.yaml:10:73: a network must not have more than 10000 layers, but has, counting repetitions. Repeat less.",
                problems("- {block: a, repeat: 1000, layers: [{block: b, repeat: 1000, layers: [tanh]}]}\n"));
    }
}
