package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConfigNodeTest {
    @Test
    void goesFromJavaToNodesAndBack() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("flag", true);
        values.put("integer", 3L);
        values.put("number", 0.5);
        values.put("text", "a");
        values.put("nothing", null);
        values.put("list", Arrays.asList(1L, null, List.of("x")));
        values.put("map", Map.of("k", 1L));
        assertEquals(values, ConfigNode.of(values).toJava());
    }

    @Test
    void widensNumbersAndNamesEnumsAndPaths() {
        assertEquals(3L, ConfigNode.of(3).toJava());
        assertEquals(0.5, ConfigNode.of(0.5f).toJava());
        assertEquals("seconds", ConfigNode.of(TimeUnit.SECONDS).toJava());
        assertEquals("a/b", ConfigNode.of(Path.of("a", "b")).toJava());
    }

    @Test
    void refusesOtherTypes() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> ConfigNode.of(new StringBuilder()));
        assertEquals(
                "ScalarNode: value must be a Boolean, Long, Double, String or null, but its type=java.lang.StringBuilder.",
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ConfigNode.of(Map.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> MappingNode.of("a"));
        assertThrows(IllegalArgumentException.class, () -> MappingNode.of(1, 2));
    }

    @Test
    void changesCopiesOfAMapping() {
        MappingNode first = MappingNode.of("a", 1, "b", 2);
        MappingNode second =
                first.with("a", ConfigNode.of(3)).with("c", ConfigNode.of(4)).without("b");
        assertEquals("{a: 1, b: 2}", first.shown());
        assertEquals("{a: 3, c: 4}", second.shown());
        assertEquals(3L, second.get("a").orElseThrow().toJava());
        assertThrows(UnsupportedOperationException.class, () -> first.entries().clear());
    }

    @Test
    void movesEverythingInANode() {
        Location place = new Location("x.yaml", 2, 3);
        MappingNode moved = (MappingNode) MappingNode.of("a", List.of(1)).at(place);
        SequenceNode list = (SequenceNode) moved.get("a").orElseThrow();
        assertEquals(place, moved.location());
        assertEquals(place, moved.entries().get("a").key());
        assertEquals(place, list.items().get(0).location());
    }

    @Test
    void writesOneLineForMessages() {
        assertEquals(
                "[1, .inf, a\\nb, null]",
                ConfigNode.of(Arrays.asList(1, Double.POSITIVE_INFINITY, "a\nb", null))
                        .shown());
        assertEquals(120, ConfigNode.of("x".repeat(1000)).shown().length());
    }

    @Test
    void printsPlaces() {
        assertEquals("x.yaml:2:3", new Location("x.yaml", 2, 3).toString());
        assertEquals("-s a=1", Location.origin("-s a=1").toString());
        assertEquals("default", Location.NONE.toString());
    }
}
