package org.neocog.architecture.googlenet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.AuxiliaryOutput;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;

class GoogLeNetTemplateTest {
    private static ModelSpec spec(Object... options) {
        GoogLeNetTemplate template = new GoogLeNetTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static LayerDeclaration layer(ModelSpec spec, String name) {
        return spec.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long count(ModelSpec spec, String type) {
        return spec.layers().stream().filter(layer -> layer.type().equals(type)).count();
    }

    @Test
    void joinsFourBranches() {
        assertEquals(
                List.of(
                        "inception4a.branch1.relu",
                        "inception4a.branch2.1.relu",
                        "inception4a.branch3.1.relu",
                        "inception4a.branch4.1.relu"),
                layer(spec(), "inception4a").from());
        assertEquals(
                List.of("maxpool3"), layer(spec(), "inception4a.branch3.0.conv").from());
        assertEquals(9, count(spec(), "concatenate"));
    }

    @Test
    void hasTwoAuxiliaryOutputsThatWeighThreeTenths() {
        assertEquals(
                List.of(new AuxiliaryOutput("aux1.fc2", 0.3), new AuxiliaryOutput("aux2.fc2", 0.3)),
                spec().auxiliary());
        assertEquals(List.of("inception4a"), layer(spec(), "aux1.pool").from());
        assertEquals(List.of("inception4d"), layer(spec(), "aux2.pool").from());
        assertEquals(List.of("inception5b"), layer(spec(), "avgpool").from());
        assertEquals(List.of(), spec("auxiliary", false).auxiliary());
        assertEquals("fc", spec().layers().get(spec().layers().size() - 1).name());
    }

    @Test
    void differsByFidelity() {
        ModelSpec paper = spec("fidelity", "paper");
        ModelSpec torchvision = spec("fidelity", "torchvision");
        assertEquals(0, count(paper, "batch-norm"));
        assertEquals(59, count(torchvision, "batch-norm"));
        assertEquals(2, count(paper, "local-response-norm"));
        assertEquals(0, count(torchvision, "local-response-norm"));
        assertEquals(5L, option(paper, "inception3a.branch3.1.conv", "kernel"));
        assertEquals(3L, option(torchvision, "inception3a.branch3.1.conv", "kernel"));
        assertEquals(true, option(paper, "conv1.conv", "bias"));
        assertEquals(false, option(torchvision, "conv1.conv", "bias"));
        assertEquals(3L, option(paper, "maxpool4", "size"));
        assertEquals(2L, option(torchvision, "maxpool4", "size"));
    }

    private static Object option(ModelSpec spec, String layer, String option) {
        return ((Map<?, ?>) layer(spec, layer).options().toJava()).get(option);
    }

    @Test
    void rejectsImagesTooSmallForTheAuxiliaryPools() {
        assertEquals(
                "default: with auxiliary classifiers the resolution must be at least 80, but resolution=64, auxiliary=true. [C1]",
                assertThrows(ConfigException.class, () -> spec("resolution", 64))
                        .getMessage());
        assertEquals(64, spec("resolution", 64, "auxiliary", false).input().dim(1));
    }
}
