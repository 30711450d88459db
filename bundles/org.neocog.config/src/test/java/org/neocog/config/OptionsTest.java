package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Option<Integer> SIZE = Option.integer("size", "").atLeast(1);
    private static final Option<Double> GAIN = Option.number("gain", "").orElse(1.0);
    private static final Option<Path> FOLDER = Option.path("folder", "").optional();
    private static final Option<PlugInConfig> INIT =
            Option.plugIn("init", "", "initializer").optional();
    private static final Option<List<PlugInConfig>> STEPS =
            Option.plugIns("steps", "", "initializer").orElse(List.of());
    private static final Option<Options> NESTED =
            Option.group("nested", "", Schema.of(GAIN)).orElseConfig(Map.of());
    private static final Schema SCHEMA = Schema.of(SIZE, GAIN, FOLDER, INIT, STEPS, NESTED);
    private static final Catalog CATALOG =
            Catalog.of(Map.of("initializer", List.of(new FakePlugIn("he", Schema.of(GAIN)))));

    @Test
    void takesTypedValuesFromCode() {
        PlugInConfig he = new PlugInConfig("initializer", "he", Options.of(Schema.of(GAIN)), Location.NONE);
        Options nested = Options.of(Schema.of(GAIN), GAIN, 3.0);
        Options options =
                Options.of(SCHEMA, SIZE, 2, FOLDER, Path.of("a"), INIT, he, STEPS, List.of(he, he), NESTED, nested);
        assertEquals(2, options.get(SIZE));
        assertEquals(Optional.of(Path.of("a")), options.find(FOLDER));
        assertEquals(he, options.get(INIT));
        assertEquals(List.of(he, he), options.get(STEPS));
        assertEquals(nested, options.get(NESTED));
    }

    @Test
    void takesConfigValuesFromCode() {
        Options options =
                Options.of(CATALOG, SCHEMA, "size", 2, "init", Map.of("he", Map.of("gain", 2)), "steps", "he");
        assertEquals(2.0, options.get(INIT).options().get(GAIN));
        assertEquals(1, options.get(STEPS).size());
    }

    @Test
    void refusesWhatTheBinderRefuses() {
        var refusal = assertThrows(ConfigException.class, () -> Options.of(SCHEMA, "size", 0, "gian", 1, INIT, "he"));
        assertEquals(
                "default: unknown key \"gian\"; did you mean \"gain\"?\n"
                        + "default: size must be at least 1, but size=0.\n"
                        + "default: initializer \"he\" is not offered by any installed bundle; available: []. "
                        + "Install a bundle that offers it, or change options.init.",
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Options.of(SCHEMA, SIZE));
    }

    @Test
    void tellsAbsentFromUnknown() {
        Options options = Options.of(SCHEMA, SIZE, 1);
        assertEquals(Optional.empty(), options.find(FOLDER));
        assertThrows(NoSuchElementException.class, () -> options.get(FOLDER));
        var unknown = assertThrows(IllegalArgumentException.class, () -> options.get(Option.text("other", "")));
        assertEquals(
                "Schema: an option must be in the schema, but \"other\" is not; its options: "
                        + "[size, gain, folder, init, steps, nested].",
                unknown.getMessage());
    }

    @Test
    void takesAnEmptyValueOfAnOptionalKeyAsAbsent() {
        Options options = Options.of(SCHEMA, SIZE, 1, FOLDER, null);
        assertEquals(Optional.empty(), options.find(FOLDER));
    }

    @Test
    void bindsToTheSameWhenWrittenAndReadAgain() {
        Options first = Options.of(CATALOG, SCHEMA, "size", 2, "folder", "x", "init", "he", "steps", List.of("he"));
        Problems problems = new Problems();
        Options second = new Binder(CATALOG, problems).bind(SCHEMA, first.toNode(), "");
        problems.throwIfAny();
        assertEquals(first, second);
        assertEquals(first.hashCode(), second.hashCode());
        assertEquals(
                "{size: 2, gain: 1.0, folder: x, init: {type: he, gain: 1.0}, steps: [{type: he, gain: 1.0}], nested: {gain: 1.0}}",
                second.toString());
        assertNotEquals(first, Options.of(SCHEMA, SIZE, 1));
    }

    @Test
    void placesARefusalOfAPlugInAtItsOption() {
        Location mapping = new Location("x.yaml", 1, 1);
        Location size = new Location("x.yaml", 2, 7);
        Problems problems = new Problems();
        Options options = new Binder(CATALOG, problems)
                .bind(SCHEMA, MappingNode.of("size", 1).at(mapping), "");
        assertEquals(mapping, options.location(GAIN));
        Options placed =
                new Binder(CATALOG, problems).bind(SCHEMA, MappingNode.of("size", new ScalarNode(1L, size)), "");
        assertEquals(
                "x.yaml:2:7: does not fit.", placed.error(SIZE, "does not fit.").getMessage());
        problems.throwIfAny();
    }
}
