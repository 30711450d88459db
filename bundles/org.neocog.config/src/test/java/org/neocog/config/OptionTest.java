package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    private static final Location PLACE = new Location("x.yaml", 2, 5);

    enum Padding {
        SAME_UPPER,
        VALID
    }

    enum Variant {
        MODERN,
        ORIGINAL {
            @Override
            public String toString() {
                return "1998";
            }
        }
    }

    private static <T> T read(Option<T> option, Object value) {
        Problems problems = new Problems();
        Options options = new Binder(Catalog.of(Map.of()), problems)
                .bind(Schema.of(option), MappingNode.of(option.name(), value), "section");
        problems.throwIfAny();
        return options.get(option);
    }

    private static void assertRefused(String expected, Option<?> option, Object value) {
        Problems problems = new Problems();
        new Binder(Catalog.of(Map.of()), problems)
                .bind(Schema.of(option), MappingNode.of(option.name(), value).at(PLACE), "section");
        assertEquals(
                List.of("x.yaml:2:5: " + expected),
                problems.list().stream().map(Problem::toString).toList());
    }

    @Test
    void readsScalars() {
        assertEquals(3, read(Option.integer("n", ""), 3));
        assertEquals(1L << 40, read(Option.longInteger("n", ""), 1L << 40));
        assertEquals(3.0, read(Option.number("x", ""), 3));
        assertEquals(true, read(Option.flag("on", ""), true));
        assertEquals("a", read(Option.text("t", ""), "a"));
        assertEquals(Path.of("data/mnist"), read(Option.path("p", ""), "data/mnist"));
        assertEquals("{a: 1}", read(Option.node("raw", ""), Map.of("a", 1)).shown());
    }

    @Test
    void readsATextAsItIsWritten() {
        assertEquals("1.10", read(Option.text("version", ""), new ScalarNode(1.1, PLACE, "1.10")));
        assertEquals("true", read(Option.text("t", ""), true));
        assertEquals("", read(Option.text("t", ""), ""));
    }

    @Test
    void refusesWrongTypes() {
        assertRefused("n must be an integer, but is the text \"abc\".", Option.integer("n", ""), "abc");
        assertRefused("n must be an integer, but is the number 5.0.", Option.longInteger("n", ""), 5.0);
        assertRefused("n must be an integer, but is the list [5].", Option.integer("n", ""), List.of(5));
        assertRefused("x must be a number, but is the flag true.", Option.number("x", ""), true);
        assertRefused("on must be true or false, but is the text \"yes\".", Option.flag("on", ""), "yes");
        assertRefused("t must be a text, but is the mapping {a: 1}.", Option.text("t", ""), Map.of("a", 1));
        assertRefused("p must be a path, but is empty.", Option.path("p", ""), null);
        assertRefused("p must be a path, but is the text \"\".", Option.path("p", ""), "");
        assertRefused("p must be a path, but is the text \"\0\".", Option.path("p", ""), "\0");
        assertRefused(
                "n must be an integer, but is empty.", Option.integer("n", "").orElse(1), null);
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE + 2L, Long.MAX_VALUE})
    void refusesAnIntegerOfMoreThan32Bits(long value) {
        assertRefused("n must be at most 2147483647, but n=" + value + ".", Option.integer("n", ""), value);
        assertRefused("n must be at least -2147483648, but n=" + -value + ".", Option.integer("n", ""), -value);
    }

    @Test
    void readsChoicesInLowerCaseWithDashes() {
        Option<Padding> padding = Option.choice("padding", "", Padding.class);
        assertEquals(Padding.SAME_UPPER, read(padding, "same-upper"));
        assertRefused(
                "padding must be one of [same-upper, valid], but padding=vald. Did you mean \"valid\"?",
                padding,
                "vald");
        assertRefused("padding must be one of [same-upper, valid], but padding=full.", padding, "full");
        assertRefused(
                "padding must be one of [same-upper, valid], but is the list [valid].", padding, List.of("valid"));
        assertEquals("same-upper | valid", padding.typeName());
    }

    @Test
    void readsChoicesWhoseNameIsANumber() {
        Option<Variant> variant = Option.choice("variant", "", Variant.class).orElse(Variant.MODERN);
        assertEquals(Variant.ORIGINAL, read(variant, 1998));
        assertEquals(Variant.ORIGINAL, read(variant, "1998"));
        assertEquals(
                "{variant: 1998}",
                Options.of(Schema.of(variant), variant, Variant.ORIGINAL).toString());
    }

    @Test
    void readsListsAndASingleValueAsAListOfOne() {
        assertEquals(List.of(1, 2), read(Option.integers("k", ""), List.of(1, 2)));
        assertEquals(List.of(5), read(Option.integers("k", ""), 5));
        assertEquals(List.of(), read(Option.integers("k", ""), List.of()));
        assertEquals(List.of(0.5, 2.0), read(Option.numbers("x", ""), List.of(0.5, 2)));
        assertEquals(List.of("a"), read(Option.texts("t", ""), "a"));
        assertEquals(List.of(List.of(0, 1), List.of(2)), read(Option.table("t", ""), List.of(List.of(0, 1), 2)));
    }

    @Test
    void refusesWrongElementsAtTheirPlace() {
        assertRefused("k must be a list of integers, but is the text \"a\".", Option.integers("k", ""), "a");
        assertRefused(
                "k must be a list of integers, but is the mapping {a: 1}.", Option.integers("k", ""), Map.of("a", 1));
        assertRefused("k must be a list of integers, but is empty.", Option.integers("k", ""), null);
        assertRefused("k[1] must be an integer, but is empty.", Option.integers("k", ""), Arrays.asList(1, null));
        assertRefused(
                "t[0][1] must be an integer, but is the text \"x\".", Option.table("t", ""), List.of(List.of(1, "x")));
        ConfigNode second = new ScalarNode("x", new Location("x.yaml", 7, 9));
        Problems problems = new Problems();
        new Binder(Catalog.of(Map.of()), problems)
                .bind(Schema.of(Option.integers("k", "")), MappingNode.of("k", List.of(1, second)), "");
        assertEquals(
                "x.yaml:7:9: k[1] must be an integer, but is the text \"x\".",
                problems.list().get(0).toString());
    }

    @Test
    void checksRanges() {
        Option<Double> x = Option.number("x", "");
        assertRefused("x must be at least 0, but x=-0.5.", x.atLeast(0), -0.5);
        assertRefused("x must be at most 0.5, but x=0.75.", x.atMost(0.5), 0.75);
        assertRefused("x must be above 0, but x=0.0.", x.above(0), 0.0);
        assertRefused("x must be below 1, but x=1.", x.below(1), 1);
        assertRefused("x must be at least 0, but x=.nan.", x.atLeast(0), Double.NaN);
        assertEquals(0.0, read(x.atLeast(0).atMost(0), 0.0));
        assertRefused(
                "n must be at most 9007199254740991, but n=9007199254740992.",
                Option.longInteger("n", "").atMost((1L << 53) - 1),
                1L << 53);
    }

    @Test
    void checksEachElementAndTheLength() {
        Option<List<Integer>> k = Option.integers("k", "").atLeast(1).length(1, 2);
        assertRefused("k[1] must be at least 1, but k[1]=0.", k, List.of(1, 0));
        assertRefused("k must be at least 1, but k=0.", k, 0);
        assertRefused("k must have 1 to 2 elements, but k=[1, 2, 3].", k, List.of(1, 2, 3));
        assertRefused(
                "k must have 2 elements, but k=[].", Option.integers("k", "").length(2, 2), List.of());
        assertRefused(
                "k must have at least 1 element, but k=[].",
                Option.integers("k", "").length(1, Integer.MAX_VALUE),
                List.of());
        assertRefused(
                "t[1][0] must be at least 0, but t[1][0]=-1.",
                Option.table("t", "").atLeast(0),
                List.of(List.of(0), List.of(-1)));
    }

    @Test
    void checksRulesOfItsOwn() {
        Option<Integer> odd = Option.integer("n", "").check("be odd", n -> n % 2 != 0);
        assertRefused("n must be odd, but n=4.", odd, 4);
        assertEquals("odd", odd.rule());
        Option<Integer> broken = Option.integer("n", "").check("be fine", n -> 1 / (n - 4) > 0);
        assertRefused(
                "the rule \"n must be fine\" could not be checked: java.lang.ArithmeticException: / by zero.",
                broken,
                4);
    }

    @Test
    void refusesADefaultThatBreaksItsOwnRule() {
        Option<Integer> option = Option.integer("n", "").orElse(0).atLeast(1);
        var refusal = assertThrows(IllegalArgumentException.class, () -> Schema.of(option));
        assertEquals(
                "Option \"n\": its default breaks its own rule: n must be at least 1, but n=0.", refusal.getMessage());
    }

    @Test
    void describesItselfForHelp() {
        Option<Double> option = Option.number("decay", "weight decay")
                .orElse(0.0)
                .atLeast(0)
                .below(1)
                .unit("1/step");
        assertEquals("decay", option.name());
        assertEquals("weight decay", option.help());
        assertEquals("1/step", option.unit());
        assertEquals("number", option.typeName());
        assertEquals("at least 0, below 1", option.rule());
        assertFalse(option.required());
        assertEquals(Optional.of("0.0"), option.defaultNode().map(ConfigNode::shown));
        assertTrue(Option.number("x", "").required());
        assertFalse(Option.number("x", "").optional().required());
        assertEquals(Optional.of("layer"), Option.plugIns("l", "", "layer").kind());
        assertEquals(
                Optional.of(Schema.empty()),
                Option.group("g", "", Schema.empty()).nested());
    }

    @Test
    void isFoundByItsName() {
        assertEquals(Option.number("x", "a"), Option.integer("x", "b").orElse(2));
        assertThrows(IllegalArgumentException.class, () -> Option.number("learning_rate", ""));
    }

    @Test
    void readsNestedMappings() {
        Option<Integer> epochs = Option.integer("epochs", "").orElse(1).atLeast(1);
        Option<Options> every = Option.group("every", "", Schema.of(epochs)).orElseConfig(Map.of());
        assertEquals(2, read(every, Map.of("epochs", 2)).get(epochs));
        assertEquals(1, Options.of(Schema.of(every)).get(every).get(epochs));
        assertRefused("epochs must be at least 1, but epochs=0.", every, Map.of("epochs", 0));
        assertRefused("unknown key \"epoch\"; did you mean \"epochs\"?", every, Map.of("epoch", 1));
        assertRefused("section.every must be a mapping, but is the integer 3.", every, 3);
    }
}
