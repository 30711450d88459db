package org.neocog.architecture.xception;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Options;
import org.neocog.tensor.Shape;

class XceptionTemplateTest {
    private static final ModelSpec SPEC = spec();

    private static ModelSpec spec(Object... options) {
        XceptionTemplate template = new XceptionTemplate();
        return template.model(Options.of(template.schema(), options));
    }

    private static long count(String type) {
        return SPEC.layers().stream().filter(layer -> layer.type().equals(type)).count();
    }

    private static List<String> from(String name) {
        return SPEC.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .map(LayerDeclaration::from)
                .findFirst()
                .orElseThrow();
    }

    /** Figure 5: 36 convolutions, 34 of them separable; 12 of 14 modules with a shortcut, 4 of them 1x1. */
    @Test
    void hasThePublishedModules() {
        assertEquals(Shape.of(3, 299, 299), SPEC.input());
        assertEquals(34, count("separable-conv2d"));
        assertEquals(2 + 4, count("conv2d"));
        assertEquals(12, count("add"));
        assertEquals(4, count("max-pool"));
    }

    @Test
    void goesAroundFromBeforeTheRelu() {
        assertEquals(List.of("block3_sepconv1_act"), from("block3_sepconv1"));
        assertEquals(List.of("block2_add"), from("block3_shortcut"));
        assertEquals(List.of("block3_pool", "block3_shortcut_bn"), from("block3_add"));
        assertEquals(List.of("block5_sepconv3_bn", "block4_add"), from("block5_add"));
        assertEquals(List.of("block1_conv2_act"), from("block2_sepconv1"));
    }
}
