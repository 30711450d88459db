package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Problem;
import org.neocog.config.Problems;

class InterpolationTest {
    private final Problems problems = new Problems();

    private MappingNode resolve(String yaml) {
        ConfigNode root = YamlParser.parse("x.yaml", yaml, problems).orElseThrow();
        Map<String, String> variables = Map.of("SIZE", "64", "TEXT", "a b", "LIST", "[1]", "ODD", "${a}");
        return new Interpolation((MappingNode) root, Environment.of(variables), problems).resolve();
    }

    private String value(String yaml) {
        MappingNode resolved = resolve(yaml);
        assertEquals(List.of(), problems.list());
        return resolved.get("v").orElseThrow().shown();
    }

    private String refusals(String yaml) {
        resolve(yaml);
        return problems.list().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void keepsTheTypeOfAWholeValue() {
        assertEquals(Optional.of(64L), resolve("v: ${env:SIZE}").get("v").map(ConfigNode::toJava));
        assertEquals(Optional.of("64px"), resolve("v: ${env:SIZE}px").get("v").map(ConfigNode::toJava));
        assertEquals(Optional.of(0.5), resolve("v: ${env:NONE,0.5}").get("v").map(ConfigNode::toJava));
        assertEquals(Optional.of("[1]"), resolve("v: ${env:LIST}").get("v").map(ConfigNode::toJava));
    }

    @Test
    void keepsTheStructureOfAWholeValue() {
        assertEquals("[1, {b: 2}]", value("{a: [1, {b: 2}], v: '${a}'}"));
        assertEquals("2", value("{a: [1, {b: 2}], v: '${a.1.b}'}"));
        assertEquals("", value("{a: , v: '${a}'}"));
    }

    @Test
    void embedsSingleValuesInTexts() {
        assertEquals("data/64/1.10/", value("{a: 1.10, n: , v: 'data/${env:SIZE}/${a}/${n}'}"));
    }

    @Test
    void followsReferencesThroughReferences() {
        assertEquals("7", value("{a: {b: {c: 7}}, d: '${a}', e: '${d.b}', v: '${e.c}'}"));
        assertEquals("x/y", value("{a: '${b}/y', b: x, v: '${a}'}"));
    }

    @Test
    void takesDefaultsAsTheyStand() {
        assertEquals("data/mnist", value("v: '${env:NONE,data/mnist}'"));
        assertEquals("a, b", value("v: '${env:NONE, a, b }'"));
        assertEquals("", value("v: '${env:NONE,}x'").replace("x", ""));
        assertEquals("a b", value("v: '${env:TEXT,other}'"));
    }

    @Test
    void escapes() {
        assertEquals("${a}", value("{v: '$${a}', a: 1}"));
        assertEquals("$1 $ {}", value("{v: '$${a} $ {}', a: 1}").replace("${a}", "$1"));
        assertEquals("${a}", value("{a: 1, b: '$${a}', c: '${b}', v: '${c}'}"));
    }

    @Test
    void doesNotReadValuesAgain() {
        assertEquals("${a}", value("{a: 1, v: '${env:ODD}'}"));
        assertEquals("${a}", value("{a: 1, b: {t: '$${a}'}, c: '${b}', v: '${c.t}'}"));
    }

    @ParameterizedTest
    @CsvSource({"'${'", "'$${x}'", "'$$${a}'", "'a${b}$c'", "'$'"})
    void readsWhatItEscaped(String text) {
        assertEquals(text, value("v: '" + Interpolation.escape(text) + "'"));
    }

    @Test
    void refusesAVariableThatIsNotSet() {
        assertEquals(
                "x.yaml:1:4: ${env:NONE} has no value: the environment variable NONE is not set."
                        + " Set it, or write ${env:NONE,DEFAULT}.",
                refusals("v: ${env:NONE}"));
    }

    @Test
    void refusesAPathThatLeadsNowhere() {
        assertEquals("""
                x.yaml:2:4: ${datta.path} leads nowhere: there is no key "datta"; did you mean "data"?
                x.yaml:3:4: ${data.zzz} leads nowhere: there is no key "zzz" in data; keys: path, list.
                x.yaml:4:4: ${data.list.1} leads nowhere: data.list is a list of 1, and has no item 1.
                x.yaml:5:4: ${data.path.x} leads nowhere: data.path is "p", and has no keys.""", refusals("""
                        data: {path: p, list: [1]}
                        a: ${datta.path}
                        b: ${data.zzz}
                        c: ${data.list.1}
                        d: ${data.path.x}
                        """));
    }

    @Test
    void refusesACycleOnceWithItsChain() {
        assertEquals(
                "x.yaml:1:4: references must not lead back to themselves, but do: ${b} -> ${c} -> ${a} -> ${b}.",
                refusals("a: ${b}\nb: ${c}\nc: ${a}\n"));
    }

    @Test
    void refusesAReferenceToItsOwnSurroundings() {
        assertEquals(
                "x.yaml:1:8: references must not lead back to themselves, but do: ${v} -> ${v}.",
                refusals("v: {a: '${v}'}"));
    }

    @Test
    void refusesListsWithinTexts() {
        assertEquals(
                "x.yaml:2:4: only a single value can stand within a text, but ${a} is [1].",
                refusals("a: [1]\nv: x${a}\n"));
    }

    @Test
    void refusesBadReferences() {
        assertEquals("""
                x.yaml:1:4: a reference must end in }, but "x${a" does not. Write $${ for ${ itself.
                x.yaml:2:4: a reference must be ${a.b.c}, ${env:NAME} or ${env:NAME,default}, but is ${}.
                x.yaml:3:4: a reference must be ${a.b.c}, ${env:NAME} or ${env:NAME,default}, but is ${file:x}.""", refusals("a: x${a\nb: ${}\nc: ${file:x}\n"));
    }

    @Test
    void refusesReferencesThatMultiply() {
        StringBuilder yaml = new StringBuilder("a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append("a" + i + ": [" + ("'${a" + (i - 1) + "}', ").repeat(10) + "]\n");
        }
        assertEquals(1, refusals(yaml.toString()).lines().count());
        assertEquals(
                "a config must not have more than 100000 values; do references multiply?",
                problems.list().get(0).message());
    }

    @Test
    void refusesALongChainOfReferences() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            yaml.append("a" + i + ": ['${a" + (i + 1) + "}']\n");
        }
        yaml.append("a500: 1\n");
        assertEquals(1, refusals(yaml.toString()).lines().count());
        assertEquals(
                "values and references must not lead deeper than 100 levels.",
                problems.list().get(0).message());
    }
}
