package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Problem;
import org.neocog.config.Problems;
import org.neocog.config.SequenceNode;

class YamlParserTest {
    private final Problems problems = new Problems();

    private Object java(String yaml) {
        ConfigNode node = YamlParser.parse("x.yaml", yaml, problems).orElseThrow();
        return node.toJava();
    }

    private String refusals(String yaml) {
        assertEquals(Optional.empty(), YamlParser.parse("x.yaml", yaml, problems));
        return problems.list().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void readsScalarsOfTheCoreSchema() {
        assertEquals(
                Arrays.asList(
                        1L, -2L, 16L, 8L, 5L, 0.5, 1e-3, 1000.0, true, false, null, null, "yes", "007", "1_0", "5"),
                java("[1, -2, 0x10, 0o10, +5, .5, 1e-3, 1E3, true, False, null, ~, yes, 007, 1_0, '5']"));
        assertEquals(
                Arrays.asList(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1e20),
                java("[.inf, -.inf, .nan, 100000000000000000000]"));
    }

    @Test
    void keepsTheTextOfAScalar() {
        assertEquals(
                "[1.10, 1e-3, 0x10]",
                YamlParser.parse("x.yaml", "[1.10, 1e-3, 0x10]", problems)
                        .orElseThrow()
                        .shown());
    }

    @Test
    void knowsThePlaceOfKeysAndValues() {
        MappingNode root = (MappingNode) YamlParser.parse("x.yaml", "# c\na:\n  b: [1,\n   2]\n", problems)
                .orElseThrow();
        MappingNode.Entry b =
                ((MappingNode) root.get("a").orElseThrow()).entries().get("b");
        assertEquals(new Location("x.yaml", 3, 3), b.key());
        assertEquals(new Location("x.yaml", 3, 6), b.value().location());
        assertEquals(
                new Location("x.yaml", 4, 4),
                ((SequenceNode) b.value()).items().get(1).location());
    }

    @Test
    void readsAnchorsAndBlocks() {
        assertEquals(List.of("x\ny\n", "x y"), java("- |\n  x\n  y\n- >-\n  x\n  y\n"));
        assertEquals(List.of(List.of(1L), List.of(1L)), java("[&a [1], *a]"));
    }

    @Test
    void refusesDuplicateKeys() {
        assertEquals(
                "x.yaml:3:1: duplicate key \"a\"; it is there already at x.yaml:1:1.", refusals("a: 1\nb: 2\na: 3\n"));
    }

    @Test
    void refusesKeysThatAreNoText() {
        assertEquals("x.yaml:1:2: a key must be a text, but is a list or a mapping.", refusals("{[1]: 2}"));
    }

    @Test
    void refusesBrokenYaml() {
        assertEquals("x.yaml:2:3: not valid YAML: mapping values are not allowed here.", refusals("a: b\n c: d\n"));
    }

    @Test
    void refusesTabs() {
        assertEquals(
                "x.yaml:2:1: not valid YAML: while scanning for the next token, found character '\\t(TAB)' that cannot start"
                        + " any token. (Do not use \\t(TAB) for indentation).",
                refusals("a:\n\tb: 1\n"));
    }

    @Test
    void refusesControlCharacters() {
        assertEquals("x.yaml:2:4: not valid YAML: the character U+0007 is not allowed.", refusals("a: b\nc: \u0007\n"));
    }

    @Test
    void refusesSeveralDocuments() {
        assertEquals(
                "x.yaml:2:1: not valid YAML: expected a single document in the stream, but found another document.",
                refusals("a: 1\n--- \nb: 1\n"));
    }

    @Test
    void refusesTags() {
        assertEquals("""
                x.yaml:1:2: the tag !x is not known here; leave it out.
                x.yaml:1:9: "1" is not a value of the tag !y.
                x.yaml:1:15: "a" is not a value of the tag tag:yaml.org,2002:int.""", refusals("[!x {}, !y 1, !!int a]"));
    }

    @Test
    void refusesAnAnchorThatContainsItself() {
        assertEquals("x.yaml:1:4: an anchor must not contain itself.", refusals("a: &a [*a]"));
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 6; i++) {
            yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "]\n");
        }
        assertEquals(1, refusals(yaml.toString()).lines().count());
        assertEquals(
                "a config must not have more than 100000 values; do anchors multiply?",
                problems.list().get(0).message());
    }

    @Test
    void refusesDeepNesting() {
        assertEquals("x.yaml:1:65: values must not be nested deeper than 64 levels.", refusals("[".repeat(100_000)));
    }
}
