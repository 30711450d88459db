package org.neocog.architecture.nin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.tensor.Shape;

class NinTemplateTest {
    private static ModelSpec spec(Object... options) {
        NinTemplate template = new NinTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static List<Object> filters(ModelSpec spec) {
        return spec.layers().stream()
                .filter(layer -> layer.type().equals("conv2d"))
                .map(layer -> (Object) ((Map<?, ?>) layer.options().toJava()).get("filters"))
                .toList();
    }

    @Test
    void hasTheFiltersOfTheAuthorsModels() {
        assertEquals(List.of(192L, 160L, 96L, 192L, 192L, 192L, 192L, 192L, 10L), filters(spec()));
        assertEquals(
                List.of(96L, 96L, 96L, 256L, 256L, 256L, 384L, 384L, 384L, 1024L, 1024L, 1000L),
                filters(spec("dataset", "imagenet")));
        assertEquals(Shape.of(3, 32, 32), spec().input());
        assertEquals(Shape.of(3, 224, 224), spec("dataset", "imagenet").input());
    }

    @Test
    void endsInTheMeanOfEachClass() {
        List<LayerDeclaration> layers = spec("classes", 100).layers();
        assertEquals(
                List.of("cccp6", "relu_cccp6", "pool3"),
                layers.subList(layers.size() - 3, layers.size()).stream()
                        .map(LayerDeclaration::name)
                        .toList());
        assertEquals("global-average-pool", layers.get(layers.size() - 1).type());
        assertEquals(100L, filters(spec("classes", 100)).get(8));
    }

    @Test
    void rejectsImagesThatAreTooSmall() {
        assertEquals(
                "default: the resolution for imagenet must be at least 67, but resolution=32. [C1]",
                assertThrows(ConfigException.class, () -> spec("dataset", "imagenet", "resolution", 32))
                        .getMessage());
    }
}
