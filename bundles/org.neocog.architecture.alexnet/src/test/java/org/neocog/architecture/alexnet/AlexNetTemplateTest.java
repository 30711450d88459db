package org.neocog.architecture.alexnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.tensor.Shape;

class AlexNetTemplateTest {
    private static ModelSpec spec(Object... options) {
        AlexNetTemplate template = new AlexNetTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static Map<String, Object> biases(ModelSpec spec) {
        Map<String, Object> biases = new TreeMap<>();
        for (LayerDeclaration layer : spec.layers()) {
            if (layer.options().toJava() instanceof Map<?, ?> options
                    && options.get("bias-init") instanceof Map<?, ?> init) {
                biases.put(layer.name(), init.get("value"));
                assertEquals(Map.of("type", "normal", "std", 0.01), options.get("weight-init"), layer.name());
            }
        }
        return biases;
    }

    @Test
    void normalizesBeforeItPoolsAsPublished() {
        ModelSpec spec = spec();
        assertEquals(Shape.of(3, 224, 224), spec.input());
        assertEquals(
                List.of("conv1", "relu1", "norm1", "pool1", "conv2", "relu2", "norm2", "pool2"),
                spec.layers().stream().limit(8).map(LayerDeclaration::name).toList());
        assertEquals(
                Map.of("size", 5L, "alpha", 1e-4, "beta", 0.75, "k", 2.0, "divide-by-size", false),
                spec.layers().get(2).options().toJava());
        assertEquals(23, spec.layers().size());
    }

    @Test
    void startsTheBiasesOfSomeLayersAtOne() {
        assertEquals(
                Map.of(
                        "conv1", 0.0, "conv2", 1.0, "conv3", 0.0, "conv4", 1.0, "conv5", 1.0, "fc6", 1.0, "fc7", 1.0,
                        "fc8", 0.0),
                biases(spec()));
        assertEquals(
                Map.of(
                        "features.0", 0.0,
                        "features.3", 1.0,
                        "features.6", 0.0,
                        "features.8", 1.0,
                        "features.10", 1.0,
                        "classifier.1", 1.0,
                        "classifier.4", 1.0,
                        "classifier.6", 0.0),
                biases(spec("variant", "one-column")));
    }

    @Test
    void rejectsImagesThatAreTooSmall() {
        assertEquals(
                "default: resolution must be at least 67, but resolution=66.",
                assertThrows(ConfigException.class, () -> spec("resolution", 66))
                        .getMessage());
    }
}
