package org.neocog.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.PlugIn;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.GraphException;
import org.neocog.graph.RandomOp;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class ModelTest {
    private static final Initialization ZERO = Initialization.constant(0);
    private static final FakeLayer SUM =
            new FakeLayer("sum", (to, in) -> to.graph().add(in.get(0), in.get(1)));

    private final GraphBuilder builder = new GraphBuilder("g");
    private final Value images = builder.input("images", TensorType.of(ElementType.FLOAT64, 2, 1, 3, 3));

    private static Catalog catalog(PlugIn... layers) {
        return Catalog.of(Map.of(LayerType.KIND, List.of(layers)));
    }

    private static LayerDeclaration layer(int line, String name, String type, Object options, String... from) {
        Location place = new Location("net.yaml", line, 5);
        return new LayerDeclaration(name, type, ConfigNode.of(options).at(place), List.of(from), place);
    }

    private static ModelSpec spec(LayerDeclaration... layers) {
        return new ModelSpec(null, List.of(layers));
    }

    private static Lowered lower(Model model, GraphBuilder builder, Value images) {
        return model.lower(builder, images, true);
    }

    @Test
    void readsTheLayerBeforeUnlessToldOtherwise() {
        Model model = Model.of(
                spec(
                        layer(1, "a", "scale", 2),
                        layer(2, "b", "scale", 3),
                        layer(3, "c", "sum", null, "a", "b"),
                        layer(4, "d", "sum", null, "c", "input")),
                catalog(new ScaleLayer(), SUM));
        Lowered lowered = lower(model, builder, images);

        Map<String, Value> outputs = lowered.layerOutputs();
        assertEquals(List.of("a", "b", "c", "d"), List.copyOf(outputs.keySet()));
        assertSame(images, outputs.get("a").node().input(0));
        assertSame(outputs.get("a"), outputs.get("b").node().input(0));
        assertEquals(
                List.of(outputs.get("a"), outputs.get("b")),
                outputs.get("c").node().inputs());
        assertEquals(List.of(outputs.get("c"), images), outputs.get("d").node().inputs());
        assertSame(outputs.get("d"), lowered.output());
        assertNull(model.input());
        assertEquals(4, model.layers().size());
    }

    @Test
    void attributesOpsToTheirLayer() {
        Model model = Model.of(spec(layer(1, "block1.scale", "scale", 2)), catalog(new ScaleLayer()));
        assertEquals(
                "block1.scale", lower(model, builder, images).output().node().scope());
        assertEquals("", builder.scope());
    }

    @Test
    void namesVariablesByLayerAndKeepsTheOrderOfDeclaration() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> {
            to.parameter("weight", Shape.of(2, 3), ZERO);
            to.statistic("running_mean", Shape.of(3), 7);
            to.parameter("bias", Shape.of(3), Initialization.constant(1));
        });
        Lowered lowered = lower(
                Model.of(spec(layer(1, "b", "fake", null), layer(2, "a", "fake", null)), catalog(layer)),
                builder,
                images);

        List<DeclaredVariable> variables = lowered.variables();
        assertEquals(
                List.of("b.weight", "b.running_mean", "b.bias", "a.weight", "a.running_mean", "a.bias"),
                variables.stream().map(v -> v.variable().name()).toList());
        assertEquals(
                new Variable("b.weight", TensorType.of(ElementType.FLOAT64, 2, 3), Variable.Role.PARAMETER),
                variables.get(0).variable());
        assertEquals(Variable.Role.STATISTIC, variables.get(1).variable().role());
        assertEquals(Initialization.constant(7), variables.get(1).initialization());
        assertEquals(Initialization.constant(1), variables.get(2).initialization());
    }

    @Test
    void declaresOnceWhatALayerDeclaresTwiceAlike() {
        FakeLayer layer = FakeLayer.declaring(
                "fake",
                (to, in) -> assertSame(
                        to.parameter("weight", Shape.of(2), ZERO), to.parameter("weight", Shape.of(2), ZERO)));
        assertEquals(
                1,
                lower(Model.of(spec(layer(1, "a", "fake", null)), catalog(layer)), builder, images)
                        .variables()
                        .size());
    }

    @Test
    void updatesStatisticsInTrainingOnly() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> {
            Value mean = to.statistic("mean", Shape.of(3), 0);
            to.update(mean, to.graph().scale(mean, 0.9));
        });
        Model model = Model.of(spec(layer(1, "a", "fake", null)), catalog(layer));
        Lowered training = model.lower(builder, images, true);
        assertEquals(
                Set.of("a.mean"),
                training.updates().keySet().stream().map(Variable::name).collect(Collectors.toSet()));

        GraphBuilder other = new GraphBuilder("evaluate");
        assertTrue(model.lower(other, other.input("images", images.type()), false)
                .updates()
                .isEmpty());
    }

    @Test
    void keepsFrozenValuesThatStartAsParametersDo() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> to.frozen("weight", Shape.of(2, 3), ZERO));
        Lowered lowered = lower(Model.of(spec(layer(1, "a", "fake", null)), catalog(layer)), builder, images);
        DeclaredVariable weight = lowered.variables().get(0);
        assertEquals(
                new Variable("a.weight", TensorType.of(ElementType.FLOAT64, 2, 3), Variable.Role.STATISTIC),
                weight.variable());
        assertEquals(ZERO, weight.initialization());
        assertTrue(lowered.updates().isEmpty());
    }

    @Test
    void refusesAnUpdateOfWhatIsFrozen() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> {
            Value weight = to.frozen("weight", Shape.of(3), ZERO);
            to.update(weight, weight);
        });
        Model model = Model.of(spec(layer(1, "a", "fake", null)), catalog(layer));
        String message = assertThrows(IllegalStateException.class, () -> lower(model, builder, images))
                .getMessage();
        assertTrue(message.contains("only a statistic of the same layer can be updated"), message);
    }

    @Test
    void countsRandomSitesOverAllLayersAndDeclaresTheStateOnlyIfUsed() {
        FakeLayer layer = new FakeLayer(
                "noise",
                (to, in) -> to.graph().add(in.get(0), to.random(in.get(0).shape())));
        Lowered lowered = lower(
                Model.of(spec(layer(1, "a", "noise", null), layer(2, "b", "noise", null)), catalog(layer)),
                builder,
                images);
        RandomOp.RandomUniform second = assertInstanceOf(
                RandomOp.RandomUniform.class,
                lowered.output().node().input(1).node().op());
        assertEquals(1, second.site());
        assertEquals(ElementType.FLOAT64, second.element());
        assertEquals(TensorType.of(ElementType.INT64, 2), builder.build().inputType(Model.RANDOM_STATE));

        GraphBuilder plain = new GraphBuilder("plain");
        lower(
                Model.of(spec(layer(1, "a", "scale", 2)), catalog(new ScaleLayer())),
                plain,
                plain.input("images", images.type()));
        assertEquals(Set.of("images"), plain.build().inputs().keySet());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        ConfigException refusal = assertThrows(
                ConfigException.class,
                () -> Model.of(
                        spec(
                                layer(1, "a", "scale", Map.of("facto", 2)),
                                layer(2, "a", "scale", 2),
                                layer(3, "b", "sacle", 2),
                                layer(4, "c", "scale", 2, "inptu"),
                                layer(5, "d", "scale", 2, "e"),
                                layer(6, "e", "scale", 13),
                                layer(7, "input", "scale", "x"),
                                layer(8, "f", "sum", null, "f", "nowhere"),
                                layer(9, "g", "scale", -1)),
                        catalog(new ScaleLayer(), SUM)));
        assertEquals(
                Arrays.asList(
                        "net.yaml:1:5: unknown key \"facto\"; did you mean \"factor\"?",
                        "net.yaml:1:5: missing key \"factor\" in scale \"a\".",
                        "net.yaml:2:5: scale \"a\": names of layers must be unique, but \"a\" is there twice. Rename one. [C2]",
                        "net.yaml:3:5: layer \"sacle\" is not offered by any installed bundle; available: [scale, sum]. Did you mean \"scale\"? Install a bundle that offers it, or change layers.",
                        "net.yaml:4:5: scale \"c\": from must name a layer before it, but from=\"inptu\". Did you mean \"input\"? [C3]",
                        "net.yaml:5:5: scale \"d\": a layer must come after those that it reads, but from=\"e\" is not before it. Move one of them. [C3]",
                        "net.yaml:6:5: scale \"e\": factor must not be 13, but factor=13. Take another. [C1]",
                        "net.yaml:7:5: scale \"input\": a layer must have a name of its own, but name=\"input\". Rename it. [C2]",
                        "net.yaml:7:5: factor must be a number, but is the text \"x\".",
                        "net.yaml:8:5: sum \"f\": a layer must come after those that it reads, but from=\"f\" is not before it. Move one of them. [C3]",
                        "net.yaml:8:5: sum \"f\": from must name a layer before it, but from=\"nowhere\". Layers before it: [a, a, b, c, d, e, input], or \"input\". [C3]",
                        "net.yaml:9:5: scale \"g\": a layer type must not throw but by error, but thrown=java.lang.ArithmeticException: a bug. Tell the vendor of the layer."),
                refusal.problems().stream().map(Object::toString).toList());
    }

    @Test
    void rejectsAnEmptyNetwork() {
        ConfigException refusal = assertThrows(ConfigException.class, () -> Model.of(spec(), catalog()));
        assertEquals(
                "default: model: there must be a layer, but layers=[]. Add one, or name an architecture. [C1]",
                refusal.getMessage());
    }

    @Test
    void givesAuxiliaryOutputsInTrainingOnlyButDeclaresTheirParametersAlways() {
        FakeLayer head = FakeLayer.declaring("head", (to, in) -> to.parameter("weight", Shape.of(2), ZERO));
        ModelSpec spec = new ModelSpec(
                null,
                List.of(layer(1, "a", "scale", 2), layer(2, "aux", "head", null), layer(3, "b", "scale", 3, "a")),
                List.of(new AuxiliaryOutput("aux", 0.3)));
        Model model = Model.of(spec, catalog(new ScaleLayer(), head));
        Lowered training = lower(model, builder, images);
        assertEquals(List.of(new Model.WeightedOutput(training.layerOutputs().get("aux"), 0.3)), training.auxiliary());
        assertSame(training.layerOutputs().get("b"), training.output());

        GraphBuilder other = new GraphBuilder("evaluate");
        Lowered evaluation = model.lower(other, other.input("images", images.type()), false);
        assertEquals(List.of(), evaluation.auxiliary());
        assertEquals(training.variables(), evaluation.variables());
        assertEquals("aux.weight", evaluation.variables().get(0).variable().name());
    }

    @Test
    void rejectsAuxiliaryOutputsThatAreNoneOfTheLayersOrHaveNoWeight() {
        ModelSpec spec = new ModelSpec(
                null,
                List.of(layer(1, "head", "scale", 2)),
                List.of(
                        new AuxiliaryOutput("haed", 1),
                        new AuxiliaryOutput("head", Double.NaN),
                        new AuxiliaryOutput("head", 1)));
        assertEquals(
                List.of(
                        "default: model: an auxiliary output must be a layer, but layer=\"haed\". Did you mean \"head\"? [C6]",
                        "net.yaml:1:5: scale \"head\": the weight of an auxiliary output must be finite and at least 0, but weight=NaN. Change it. [C6]",
                        "net.yaml:1:5: scale \"head\": an auxiliary output must be named once, but it is there twice. Add the weights. [C6]"),
                assertThrows(ConfigException.class, () -> Model.of(spec, catalog(new ScaleLayer()))).problems().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void writesLayersOneAfterTheOther() {
        Location place = new Location("net.yaml", 7, 8);
        NetworkWriter writer = new NetworkWriter(place);
        assertEquals("input", writer.last());
        String first = writer.add("a", "scale", 2);
        writer.add("b", "flatten");
        writer.add("c", "sum", null, first, writer.last());
        writer.auxiliary("b", 0.5);
        ModelSpec spec = writer.spec(Shape.of(1, 2, 2));
        assertEquals(
                new ModelSpec(
                        Shape.of(1, 2, 2),
                        List.of(
                                new LayerDeclaration(
                                        "a", "scale", ConfigNode.of(2).at(place), List.of(), place),
                                new LayerDeclaration(
                                        "b", "flatten", ConfigNode.of(null).at(place), List.of(), place),
                                new LayerDeclaration(
                                        "c", "sum", ConfigNode.of(null).at(place), List.of("a", "b"), place)),
                        List.of(new AuxiliaryOutput("b", 0.5))),
                spec);
    }

    @Test
    void rejectsImagesOfAnotherShape() {
        Model model = Model.of(
                new ModelSpec(Shape.of(1, 32, 32), List.of(layer(3, "a", "scale", 2))), catalog(new ScaleLayer()));
        assertEquals(
                "net.yaml:3:5: scale \"a\": the images must have the shape that the network is made for, but images=[1, 3, 3], input=[1, 32, 32]. Pad, crop or scale them by a transform. [C4]",
                refusal(model));
        assertEquals(Shape.of(1, 32, 32), model.input());
    }

    @Test
    void rejectsADeclarationThatChanges() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> {
            to.parameter("weight", Shape.of(2), ZERO);
            to.parameter("weight", Shape.of(3), ZERO);
        });
        assertEquals(
                "net.yaml:1:5: fake \"a\": a variable must be declared the same way each time, but first=a.weight: float64[2] (parameter), now=a.weight: float64[3] (parameter). Tell the vendor of the layer. [C5]",
                refusal(Model.of(spec(layer(1, "a", "fake", null)), catalog(layer))));
    }

    @Test
    void rejectsTwoLayersThatDeclareOneVariable() {
        FakeLayer deep = FakeLayer.declaring("deep", (to, in) -> to.parameter("b.weight", Shape.of(2), ZERO));
        FakeLayer flat = FakeLayer.declaring("flat", (to, in) -> to.parameter("weight", Shape.of(2), ZERO));
        assertEquals(
                "net.yaml:2:5: flat \"a.b\": no two layers must declare the same variable, but variable=a.b.weight, first=deep \"a\". Rename one of the layers. [C5]",
                refusal(Model.of(
                        spec(layer(1, "a", "deep", null), layer(2, "a.b", "flat", null)), catalog(deep, flat))));
    }

    @Test
    void namesTheLayerThatRejectsItsInput() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> {
            throw to.reject("C2", "groups must divide inChannels", "Change groups.", "groups", 3, "inChannels", 64);
        });
        assertEquals(
                "net.yaml:4:5: fake \"a\": groups must divide inChannels, but groups=3, inChannels=64. Change groups. [C2]",
                refusal(Model.of(spec(layer(4, "a", "fake", null)), catalog(layer))));
    }

    @Test
    void namesTheLayerWhoseOpsAreRefused() {
        FakeLayer layer = new FakeLayer("fake", (to, in) -> to.graph().reshape(in.get(0), Shape.of(5)));
        Model model = Model.of(spec(layer(4, "a", "fake", null)), catalog(layer));
        ConfigException refusal = assertThrows(ConfigException.class, () -> lower(model, builder, images));
        assertEquals(
                "net.yaml:4:5: fake \"a\": reshape: the number of elements must stay the same, but from=[2, 1, 3, 3], to=[5]. [C2]",
                refusal.getMessage());
        assertInstanceOf(GraphException.class, refusal.getCause());
        assertEquals("", builder.scope());
    }

    @Test
    void refusesRandomNumbersOutsideTraining() {
        FakeLayer layer = new FakeLayer("noise", (to, in) -> to.random(Shape.of(1)));
        Model model = Model.of(spec(layer(1, "a", "noise", null)), catalog(layer));
        assertEquals(
                "noise \"a\": a layer must not throw but by reject, but thrown=java.lang.IllegalStateException: random numbers are for training, but training=false. Ask training() first. Tell the vendor of the layer.",
                assertThrows(IllegalStateException.class, () -> model.lower(builder, images, false))
                        .getMessage());
    }

    @Test
    void refusesAnUpdateOfWhatIsNoStatistic() {
        FakeLayer layer = FakeLayer.declaring("fake", (to, in) -> to.update(in.get(0), in.get(0)));
        Model model = Model.of(spec(layer(1, "a", "fake", null)), catalog(layer));
        assertEquals(
                "fake \"a\": a layer must not throw but by reject, but thrown=java.lang.IllegalArgumentException: only a statistic of the same layer can be updated, but value=%0: float64[2, 1, 3, 3]. Pass what statistic() gave. Tell the vendor of the layer.",
                assertThrows(IllegalStateException.class, () -> lower(model, builder, images))
                        .getMessage());
    }

    private String refusal(Model model) {
        return assertThrows(ConfigException.class, () -> lower(model, builder, images))
                .getMessage();
    }
}
