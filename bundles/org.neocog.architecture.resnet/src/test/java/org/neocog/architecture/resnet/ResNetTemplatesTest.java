package org.neocog.architecture.resnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;

class ResNetTemplatesTest {
    private static ModelSpec spec(ArchitectureTemplate template, Object... options) {
        return template.model(Options.of(template.schema(), options));
    }

    private static ModelSpec imagenet(Object... options) {
        return spec(new ResNetTemplate(), options);
    }

    private static ModelSpec cifar(Object... options) {
        return spec(new ResNetCifarTemplate(), options);
    }

    private static LayerDeclaration layer(ModelSpec spec, String name) {
        return spec.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object option(ModelSpec spec, String layer, String option) {
        return ((Map<?, ?>) layer(spec, layer).options().toJava()).get(option);
    }

    private static long weighted(ModelSpec spec) {
        return spec.layers().stream()
                .filter(layer -> layer.type().equals("conv2d") || layer.type().equals("dense"))
                .filter(layer ->
                        !layer.name().contains("downsample") && !layer.name().contains("shortcut"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void isAsDeepAsItsName(int depth) {
        assertEquals(depth, weighted(imagenet("depth", depth)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 20, 32, 110, 1202})
    void isAsDeepAsItsNameForCifar(int depth) {
        assertEquals(depth, weighted(cifar("depth", depth)));
    }

    @Test
    void hasTheStrideWhereTheFidelitySays() {
        ModelSpec paper = imagenet("fidelity", "paper");
        assertEquals(2L, option(paper, "layer2.0.conv1", "stride"));
        assertEquals(1L, option(paper, "layer2.0.conv2", "stride"));
        ModelSpec torchvision = imagenet();
        assertEquals(1L, option(torchvision, "layer2.0.conv1", "stride"));
        assertEquals(2L, option(torchvision, "layer2.0.conv2", "stride"));
        for (ModelSpec each : List.of(paper, torchvision)) {
            assertEquals(1L, option(each, "layer1.0.conv2", "stride"));
            assertEquals(2L, option(each, "layer2.0.downsample.0", "stride"));
        }
    }

    @Test
    void addsTheShortcutBeforeTheLastRelu() {
        ModelSpec spec = imagenet("depth", 18);
        assertEquals(
                List.of("layer1.0.bn2", "maxpool"), layer(spec, "layer1.0.add").from());
        assertEquals(
                List.of("layer1.1.bn2", "layer1.0.relu"),
                layer(spec, "layer1.1.add").from());
        assertEquals(
                List.of("layer2.0.bn2", "layer2.0.downsample.1"),
                layer(spec, "layer2.0.add").from());
        assertEquals(
                List.of("layer1.1.relu"), layer(spec, "layer2.0.downsample.0").from());
    }

    @Test
    void goesAroundWithOrWithoutParameters() {
        assertEquals("zero-pad-shortcut", layer(cifar(), "layer2.0.shortcut").type());
        assertEquals(
                List.of("layer2.0.bn2", "layer2.0.shortcut"),
                layer(cifar(), "layer2.0.add").from());
        assertEquals(
                "conv2d", layer(cifar("shortcut", "B"), "layer2.0.shortcut.0").type());
    }

    @Test
    void rejectsDepthsAndShortcutsThatThereAreNot() {
        assertEquals(
                "default: depth must be one of [18, 34, 50, 101, 152], but depth=20.",
                refusal(new ResNetTemplate(), "depth", 20));
        assertEquals(
                "default: depth must be 6 n + 2 with n of at least 1, but depth=18.",
                refusal(new ResNetCifarTemplate(), "depth", 18));
        assertEquals(
                "default: shortcut must be one of [A, B], but shortcut=C.",
                refusal(new ResNetCifarTemplate(), "shortcut", "C"));
    }

    private static String refusal(ArchitectureTemplate template, Object... options) {
        return assertThrows(ConfigException.class, () -> spec(template, options))
                .getMessage();
    }
}
