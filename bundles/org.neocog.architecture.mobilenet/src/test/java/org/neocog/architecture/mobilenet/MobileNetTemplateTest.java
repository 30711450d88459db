package org.neocog.architecture.mobilenet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.tensor.Shape;

class MobileNetTemplateTest {
    private static ModelSpec spec(Object... options) {
        MobileNetTemplate template = new MobileNetTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static List<Object> options(ModelSpec spec, String type, String option) {
        return spec.layers().stream()
                .filter(layer -> layer.type().equals(type))
                .map(layer -> (Object) ((Map<?, ?>) layer.options().toJava()).get(option))
                .toList();
    }

    @Test
    void hasTheStridesOfTable1() {
        assertEquals(
                List.of(1L, 2L, 1L, 2L, 1L, 2L, 1L, 1L, 1L, 1L, 1L, 2L, 1L),
                options(spec(), "depthwise-conv2d", "stride"));
        assertEquals(
                List.of(32L, 64L, 128L, 128L, 256L, 256L, 512L, 512L, 512L, 512L, 512L, 512L, 1024L, 1024L),
                options(spec(), "conv2d", "filters"));
    }

    @Test
    void multipliesAllFiltersByTheWidth() {
        assertEquals(
                List.of(8L, 16L, 32L, 32L, 64L, 64L, 128L, 128L, 128L, 128L, 128L, 128L, 256L, 256L),
                options(spec("width", 0.25), "conv2d", "filters"));
        assertEquals(8L, options(spec("width", 0.1), "conv2d", "filters").get(0));
        assertEquals(Shape.of(3, 160, 160), spec("resolution", 160).input());
    }

    @Test
    void rejectsAWidthOfNothing() {
        assertEquals(
                "default: width must be above 0, but width=0.0.",
                assertThrows(ConfigException.class, () -> spec("width", 0.0)).getMessage());
    }
}
