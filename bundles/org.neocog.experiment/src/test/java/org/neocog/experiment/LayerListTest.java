package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.architecture.LayerDeclaration;

class LayerListTest {
    @TempDir
    Path folder;

    private Bench bench(String layers) {
        return new Bench(folder)
                .lenet(
                        "model: {architecture: lenet5}",
                        "model:\n  layers:\n" + layers.indent(2).stripTrailing());
    }

    private List<LayerDeclaration> layers(String layers) {
        return ((ModelSection.Layers) bench(layers).read().model()).layers();
    }

    private String problems(String layers) {
        return bench(layers).problems();
    }

    @Test
    void namesLayersByTypeAndRunningNumber() {
        List<LayerDeclaration> layers = layers("""
                - {conv2d: {filters: 6, kernel: 5}}
                - tanh
                - {conv2d: {filters: 16, kernel: [5, 5]}, name: c3}
                - tanh:
                - {type: conv2d, filters: 120, kernel: 5}
                """);
        assertEquals(
                List.of("conv2d1", "tanh1", "c3", "tanh2", "conv2d3"),
                layers.stream().map(LayerDeclaration::name).toList());
        assertEquals(
                List.of("conv2d", "tanh", "conv2d", "tanh", "conv2d"),
                layers.stream().map(LayerDeclaration::type).toList());
        assertEquals(
                "{filters: 6, kernel: [5], weights: {type: he, gain: 1.0}}",
                layers.get(0).options().shown());
        assertEquals("{}", layers.get(1).options().shown());
        assertEquals(List.of(), layers.get(0).from());
        assertEquals(10, layers.get(0).location().line());
    }

    @Test
    void readsEdges() {
        List<LayerDeclaration> layers = layers("""
                - {tanh: , name: layer1.0.a}
                - {tanh: , name: b, from: input}
                - {add: , from: [layer1.0.a, b]}
                - {tanh: {}, from: add1}
                """);
        assertEquals(List.of("input"), layers.get(1).from());
        assertEquals(List.of("layer1.0.a", "b"), layers.get(2).from());
        assertEquals(List.of("add1"), layers.get(3).from());
    }

    @Test
    void readsWhatItResolvedToTheSame() {
        Experiment first = bench(
                        "- {conv2d: {filters: 6, kernel: 5}}\n- tanh\n- {add: , name: s, from: [tanh1, input]}\n")
                .read();
        String text = ConfigText.write(first.resolved());
        Experiment second = new Bench(folder).file("x.yaml", text).read();
        assertEquals(first.resolved().toJava(), second.resolved().toJava());
        assertEquals("s", ((ModelSection.Layers) second.model()).layers().get(2).name());
    }

    @Test
    void refusesUnknownLayersAndOptions() {
        assertEquals("""
                x.yaml:10:6: layer "conv2" is not offered by any installed bundle; available: [add, conv2d, tanh]. Did you mean "conv2d"? Install a bundle that offers it, or change model.layers.0.
                x.yaml:11:14: missing key "filters" in model.layers.1.conv2d.
                x.yaml:11:15: unknown key "filter"; did you mean "filters"?""", problems("- {conv2: {filters: 6}}\n- {conv2d: {filter: 6, kernel: 5}}\n"));
    }

    @Test
    void refusesEqualNames() {
        assertEquals(
                "x.yaml:11:19: layer names must be unique, but \"tanh1\" is also the layer at x.yaml:10:5.",
                problems("- tanh\n- {add: , name: tanh1}\n"));
    }

    @Test
    void refusesTheNameOfTheInput() {
        assertEquals(
                "x.yaml:10:20: name must be letters, digits, \".\", \"_\" and \"-\", and not \"input\", but name=input.",
                problems("- {tanh: , name: input}\n"));
    }

    @Test
    void refusesForwardAndOwnReferences() {
        assertEquals("""
                x.yaml:10:30: from must name layers above, but "b" is a later layer, at x.yaml:11:5.
                x.yaml:11:29: from must name layers above, but "b" is the layer itself.""", problems("- {tanh: , name: a,  from: [b]}\n- {tanh: , name: b, from: [b]}\n"));
    }

    @Test
    void refusesUnknownSources() {
        assertEquals("""
                x.yaml:11:19: from names no layer: "tahn1"; did you mean "tanh1"?
                x.yaml:12:21: from names no layer: "zzz"; layers: tanh1, add1, add2, input.""", problems("- tanh\n- {add: , from: [tahn1]}\n- {add: {}, from: zzz}\n"));
    }

    @Test
    void refusesItemsThatNameNoLayer() {
        assertEquals("""
                x.yaml:10:5: model.layers.0 must have one key that names its layer, beside name and from, but has conv2d, filters. Write a layer's options beneath its name: {conv2d: {filters: 6}, name: c1}.
                x.yaml:11:5: model.layers.1 must have one key that names its layer, beside name and from, but has none. Write a layer's options beneath its name: {conv2d: {filters: 6}, name: c1}.
                x.yaml:12:5: model.layers.2 must name a layer: NAME, {type: NAME, ...} or {NAME: {...}}, but is the list [tanh].""", problems("- {conv2d: {}, filters: 1}\n- {name: a}\n- [tanh]\n"));
    }

    @Test
    void refusesAnEmptyList() {
        Bench bench = new Bench(folder).lenet("{architecture: lenet5}", "{layers: [], layer: 1}");
        assertEquals("""
                x.yaml:8:17: layers must be a list of at least one layer, but is [].
                x.yaml:8:21: unknown key "layer"; did you mean "layers"?""", bench.problems());
    }
}
