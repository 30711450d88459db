package org.neocog.architecture.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class PatternTemplateTest {
    /** A name that the option {@code activation} may give. */
    private record Named(String name) implements PlugIn {
        @Override
        public String summary() {
            return "Made by a test.";
        }

        @Override
        public Schema schema() {
            return Schema.empty();
        }
    }

    private static final Catalog CATALOG =
            Catalog.of(Map.of(LayerType.KIND, List.of(new Named("relu"), new Named("tanh"))));

    private static ModelSpec spec(Object... options) {
        PatternTemplate template = new PatternTemplate();
        return template.model(Options.of(CATALOG, template.schema(), options));
    }

    private static List<String> names(ModelSpec spec) {
        return spec.layers().stream().map(LayerDeclaration::name).toList();
    }

    @Test
    void repeatsAsTheOptionsSay() {
        assertEquals(
                List.of(
                        "conv1_1",
                        "conv1_1.activation",
                        "conv1_2",
                        "conv1_2.activation",
                        "pool1", //
                        "conv2_1",
                        "conv2_1.activation",
                        "conv2_2",
                        "conv2_2.activation",
                        "pool2", //
                        "flatten",
                        "fc1",
                        "fc1.activation",
                        "output"),
                names(spec()));
        assertEquals(
                List.of("conv1_1", "conv1_1.activation", "flatten", "output"),
                names(spec("n", 1, "m", 1, "k", 0, "pool", "none")));
        assertEquals(List.of("flatten", "output"), names(spec("m", 0, "k", 0)));
        assertEquals(
                List.of("flatten", "fc1", "fc1.activation", "dropout1", "output"), names(spec("m", 0, "dropout", 0.5)));
    }

    @Test
    void doublesTheFiltersWhereTheListEnds() {
        assertEquals(
                List.of(5L, 7L, 14L, 28L),
                spec("n", 1, "m", 4, "filters", List.of(5, 7)).layers().stream()
                        .filter(layer -> layer.type().equals("conv2d"))
                        .map(layer -> (Object) ((Map<?, ?>) layer.options().toJava()).get("filters"))
                        .toList());
    }

    @Test
    void takesTheSizeOfTheDataUnlessToldOtherwise() {
        assertNull(spec().input());
        assertEquals(Shape.of(1, 28, 28), spec("input", List.of(1, 28, 28)).input());
        assertEquals("tanh", spec("activation", "tanh").layers().get(1).type());
        assertEquals(
                "average-pool", spec("n", 1, "pool", "average").layers().get(2).type());
    }

    @Test
    void rejectsStagesWithoutConvolutions() {
        assertEquals(
                "default: n must be at least 1, but n=0.",
                assertThrows(ConfigException.class, () -> spec("n", 0)).getMessage());
    }
}
