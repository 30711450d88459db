package org.neocog.architecture.vgg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;

class VggTemplateTest {
    private static ModelSpec spec(Object... options) {
        VggTemplate template = new VggTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static List<String> names(ModelSpec spec, String type) {
        return spec.layers().stream()
                .filter(layer -> layer.type().equals(type))
                .map(LayerDeclaration::name)
                .toList();
    }

    @Test
    void countsTheLayersOfTheSequenceAsTorchvisionDoes() {
        assertEquals(
                List.of(0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28).stream()
                        .map(i -> "features." + i)
                        .toList(),
                names(spec(), "conv2d"));
        assertEquals(
                List.of(0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40).stream()
                        .map(i -> "features." + i)
                        .toList(),
                names(spec("batch-norm", true), "conv2d"));
        assertEquals(List.of("classifier.0", "classifier.3", "classifier.6"), names(spec(), "dense"));
    }

    @Test
    void hasPointwiseConvolutionsInConfigurationC() {
        List<Object> kernels = spec("configuration", "C").layers().stream()
                .filter(layer -> layer.type().equals("conv2d"))
                .map(layer -> (Object) ((Map<?, ?>) layer.options().toJava()).get("kernel"))
                .toList();
        assertEquals(List.of(3L, 3L, 3L, 3L, 3L, 3L, 1L, 3L, 3L, 1L, 3L, 3L, 1L), kernels);
    }

    @Test
    void normalizesOnceInALrn() {
        assertEquals(List.of("norm1"), names(spec("configuration", "A-LRN"), "local-response-norm"));
        assertEquals(List.of(), names(spec("configuration", "A"), "local-response-norm"));
        assertEquals(names(spec("configuration", "A"), "conv2d"), names(spec("configuration", "A-LRN"), "conv2d"));
    }

    @Test
    void rejectsOtherConfigurations() {
        assertEquals(
                "default: configuration must be one of [A, A-LRN, B, C, D, E], but configuration=F.",
                assertThrows(ConfigException.class, () -> spec("configuration", "F"))
                        .getMessage());
    }

    @Test
    void turnsDenseLayersIntoConvolutionsOfTheSameNames() {
        ModelSpec spec = spec("configuration", "A", "head", "convolution", "resolution", 384);
        assertEquals(List.of(), names(spec, "dense"));
        assertEquals(List.of(), names(spec, "flatten"));
        List<String> convolutions = names(spec, "conv2d");
        assertEquals(
                List.of("classifier.0", "classifier.3", "classifier.6"),
                convolutions.subList(convolutions.size() - 3, convolutions.size()));
        assertEquals(List.of("avgpool"), names(spec, "global-average-pool"));
        assertEquals(
                "default: with head=convolution the resolution must be at least 224, but head=convolution, resolution=160. [C1]",
                assertThrows(ConfigException.class, () -> spec("head", "convolution", "resolution", 160))
                        .getMessage());
    }
}
