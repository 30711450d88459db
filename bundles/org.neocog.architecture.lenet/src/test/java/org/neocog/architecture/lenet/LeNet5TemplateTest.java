package org.neocog.architecture.lenet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.layer.activation.ReluLayer;
import org.neocog.layer.activation.ScaledTanhLayer;
import org.neocog.layer.activation.TanhLayer;
import org.neocog.layer.convolution.Conv2dLayer;
import org.neocog.layer.core.DenseLayer;
import org.neocog.layer.core.FlattenLayer;
import org.neocog.layer.core.RbfLayer;
import org.neocog.layer.pooling.MaxPoolLayer;
import org.neocog.layer.pooling.SubsamplingLayer;
import org.neocog.tensor.Shape;

class LeNet5TemplateTest {
    private static final Catalog CATALOG = NetworkTrial.catalog(
            new Conv2dLayer(),
            new DenseLayer(),
            new FlattenLayer(),
            new RbfLayer(),
            new MaxPoolLayer(),
            new SubsamplingLayer(),
            new ReluLayer(),
            new TanhLayer(),
            new ScaledTanhLayer());

    private static final Shape IMAGES = Shape.of(4, 1, 32, 32);

    private static ModelSpec spec(Object... options) {
        LeNet5Template template = new LeNet5Template();
        return template.model(Options.of(CATALOG, template.schema(), options));
    }

    private static NetworkTrial trial(Object... options) {
        return new NetworkTrial(new ReferenceBackend(), Model.of(spec(options), CATALOG));
    }

    private static Map<String, Long> parametersByLayer(Lowered lowered) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (DeclaredVariable declared : lowered.variables()) {
            Variable variable = declared.variable();
            assertEquals(Variable.Role.PARAMETER, variable.role());
            counts.merge(
                    variable.name().substring(0, variable.name().lastIndexOf('.')),
                    variable.type().size(),
                    Long::sum);
        }
        return counts;
    }

    private static List<String> shapes(Lowered lowered) {
        List<String> shapes = new ArrayList<>();
        lowered.layerOutputs().forEach((name, value) -> shapes.add(name + value.shape()));
        return shapes;
    }

    @Test
    void hasTheModernLayersAndParameters() {
        Lowered lowered = trial().lower(IMAGES);
        assertEquals(
                List.of(
                        "c1[4, 6, 28, 28]",
                        "c1.activation[4, 6, 28, 28]",
                        "s2[4, 6, 14, 14]",
                        "c3[4, 16, 10, 10]",
                        "c3.activation[4, 16, 10, 10]",
                        "s4[4, 16, 5, 5]",
                        "c5[4, 120, 1, 1]",
                        "c5.activation[4, 120, 1, 1]",
                        "flatten[4, 120]",
                        "f6[4, 84]",
                        "f6.activation[4, 84]",
                        "output[4, 10]"),
                shapes(lowered));
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("c1", 156L);
        expected.put("c3", 2416L);
        expected.put("c5", 48_120L);
        expected.put("f6", 10_164L);
        expected.put("output", 850L);
        assertEquals(expected, parametersByLayer(lowered));
        assertEquals(61_706, trial().parameters(IMAGES));
    }

    @Test
    void hasThePublishedLayersAndParameters() {
        Lowered lowered = trial("variant", "1998").lower(IMAGES);
        assertEquals(
                List.of(
                        "c1[4, 6, 28, 28]",
                        "c1.activation[4, 6, 28, 28]",
                        "s2[4, 6, 14, 14]",
                        "s2.activation[4, 6, 14, 14]",
                        "c3[4, 16, 10, 10]",
                        "c3.activation[4, 16, 10, 10]",
                        "s4[4, 16, 5, 5]",
                        "s4.activation[4, 16, 5, 5]",
                        "c5[4, 120, 1, 1]",
                        "c5.activation[4, 120, 1, 1]",
                        "flatten[4, 120]",
                        "f6[4, 84]",
                        "f6.activation[4, 84]",
                        "output[4, 10]"),
                shapes(lowered));
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("c1", 156L);
        expected.put("s2", 12L);
        expected.put("c3", 1516L);
        expected.put("s4", 32L);
        expected.put("c5", 48_120L);
        expected.put("f6", 10_164L);
        assertEquals(expected, parametersByLayer(lowered));
        assertEquals(60_000, trial("variant", "1998").parameters(IMAGES));
    }

    @Test
    void initializesThePublishedVariantByFanIn() {
        Map<String, Initialization> byName = new HashMap<>();
        trial("variant", 1998)
                .lower(IMAGES)
                .variables()
                .forEach(declared -> byName.put(declared.variable().name(), declared.initialization()));
        Map<String, Long> fanIns = Map.of(
                "c1.weight",
                25L,
                "s2.weight",
                4L,
                "c3.weight",
                94L,
                "s4.weight",
                4L,
                "c5.weight",
                400L,
                "f6.weight",
                120L);
        fanIns.forEach((name, fanIn) -> {
            Initialization initialization = byName.get(name);
            PlugInConfig initializer = initialization.initializer();
            assertEquals("uniform-fan-in", initializer.type());
            assertEquals(Map.of("limit", 2.4), initializer.options().toNode().toJava());
            assertEquals(fanIn, initialization.fanIn(), name);
        });
    }

    /** The table by channels of s2, as the paper prints it: a cross where a channel of c3 sees it. */
    @Test
    void connectsC3AsThePaperPrintsIt() {
        String[] printed = {
            "X...XXX..XXXX.XX", //
            "XX...XXX..XXXX.X", //
            "XXX...XXX..X.XXX", //
            ".XXX..XXXX..X.XX", //
            "..XXX..XXXX.XX.X", //
            "...XXX..XXXX.XXX"
        };
        assertEquals(
                60,
                Arrays.stream(printed)
                        .mapToLong(row -> row.chars().filter(c -> c == 'X').count())
                        .sum());
        LayerDeclaration c3 = spec("variant", "1998").layers().stream()
                .filter(layer -> layer.name().equals("c3"))
                .findFirst()
                .orElseThrow();
        List<List<Long>> expected = new ArrayList<>();
        for (int o = 0; o < 16; o++) {
            List<Long> row = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                if (printed[i].charAt(o) == 'X') {
                    row.add((long) i);
                }
            }
            expected.add(row);
        }
        assertEquals(expected, ((Map<?, ?>) c3.options().toJava()).get("connections"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "1998"})
    void descendsOnRandomImages(String variant) {
        List<Double> losses = trial("variant", variant).descend(Shape.of(8, 1, 32, 32), 10, 20, rate(variant), 3);
        assertEquals(20, losses.size());
        assertTrue(losses.get(19) < 0.9 * losses.get(0), losses::toString);
        assertTrue(losses.stream().allMatch(Double::isFinite), losses::toString);
    }

    private static double rate(String variant) {
        return variant.equals("modern") ? 0.05 : 0.005;
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "1998"})
    void hasGradientsThatFiniteDifferencesConfirm(String variant) {
        trial("variant", variant)
                .gradientErrors(Shape.of(1, 1, 32, 32), 7)
                .forEach((name, error) -> assertTrue(error < 1e-5, () -> name + ": relative error " + error));
    }

    @Test
    void takesOtherClassesAndActivations() {
        Lowered lowered = trial("classes", 26, "activation", "relu").lower(IMAGES);
        assertEquals(Shape.of(4, 26), lowered.output().shape());
        assertEquals("relu", spec("activation", "relu").layers().get(1).type());
        assertEquals("tanh", spec().layers().get(1).type());
        List<LayerDeclaration> layers = spec("activation", Map.of("scaled-tanh", Map.of("amplitude", 2)))
                .layers();
        assertEquals("scaled-tanh", layers.get(1).type());
        assertEquals(2.0, ((Map<?, ?>) layers.get(1).options().toJava()).get("amplitude"));
        assertEquals(
                61_706 + 16 * 85, trial("classes", 26, "activation", "relu").parameters(IMAGES));
    }

    @Test
    void isMadeFor32By32() {
        assertEquals(Shape.of(1, 32, 32), spec().input());
        ConfigException refusal = assertThrows(ConfigException.class, () -> trial().lower(Shape.of(4, 1, 28, 28)));
        assertEquals(
                "default: conv2d \"c1\": the images must have the shape that the network is made for, but images=[1, 28, 28], input=[1, 32, 32]. Pad, crop or scale them by a transform. [C4]",
                refusal.getMessage());
    }

    @Test
    void rejectsMoreClassesThanPictures() {
        assertEquals(
                "default: variant 1998 must have at most 10 classes, but classes=26, variant=1998. [C1]",
                assertThrows(ConfigException.class, () -> spec("classes", 26, "variant", "1998"))
                        .getMessage());
    }

    @Test
    void rejectsOtherVariants() {
        assertEquals(
                "default: variant must be one of [modern, 1998], but variant=1989. Did you mean \"1998\"?",
                assertThrows(ConfigException.class, () -> spec("variant", ConfigNode.of(1989)))
                        .getMessage());
    }
}
