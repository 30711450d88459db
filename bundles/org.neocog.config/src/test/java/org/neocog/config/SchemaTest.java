package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final Option<Integer> FILTERS = Option.integer("filters", "").atLeast(1);
    private static final Option<Integer> GROUPS =
            Option.integer("groups", "").orElse(1).atLeast(1);
    private static final Option<Integer> LIMIT = Option.integer("limit", "").optional();

    private static final Schema RULED = Schema.of(FILTERS, GROUPS)
            .rule("C2", "groups must divide filters", o -> o.get(FILTERS) % o.get(GROUPS) == 0, GROUPS, FILTERS);

    private static String refusal(Schema schema, Object... keysAndValues) {
        return assertThrows(ConfigException.class, () -> Options.of(schema, keysAndValues))
                .getMessage();
    }

    @Test
    void keepsTheOrderOfItsOptions() {
        assertEquals(
                List.of("filters", "groups", "limit"),
                Schema.of(FILTERS, GROUPS).plus(Schema.of(LIMIT)).names());
        assertEquals(List.of(), Schema.empty().options());
    }

    @Test
    void refusesEqualNames() {
        assertThrows(IllegalArgumentException.class, () -> Schema.of(FILTERS, FILTERS));
        assertThrows(IllegalArgumentException.class, () -> Schema.of(FILTERS).plus(Schema.of(FILTERS)));
    }

    @Test
    void refusesAPrimaryOrShownOptionThatIsNotItsOwn() {
        assertThrows(IllegalArgumentException.class, () -> Schema.of(FILTERS).primary(GROUPS));
        assertThrows(IllegalArgumentException.class, () -> Schema.of(FILTERS).rule("C1", "", o -> true, GROUPS));
    }

    @Test
    void reportsABrokenRuleWithTheValuesAndTheLabel() {
        assertEquals(
                "default: groups must divide filters, but groups=3, filters=64. [C2]",
                refusal(RULED, FILTERS, 64, GROUPS, 3));
        assertEquals(64, Options.of(RULED, FILTERS, 64).get(FILTERS));
    }

    @Test
    void placesABrokenRuleAtTheFirstShownOptionThatIsThere() {
        Problems problems = new Problems();
        Location place = new Location("x.yaml", 3, 4);
        new Binder(Catalog.of(Map.of()), problems)
                .bind(RULED, MappingNode.of("filters", 64, "groups", new ScalarNode(3L, place)), "conv2d");
        assertEquals(place, problems.list().get(0).location());
    }

    @Test
    void asksRulesOnlyWhenEachOptionIsRight() {
        assertEquals("default: groups must be at least 1, but groups=0.", refusal(RULED, FILTERS, 64, GROUPS, 0));
    }

    @Test
    void reportsARuleThatFails() {
        Schema schema = Schema.of(LIMIT).rule("C1", "limit must be even", o -> o.get(LIMIT) % 2 == 0, LIMIT);
        assertEquals(
                "default: the rule \"limit must be even\" could not be checked: java.util.NoSuchElementException: "
                        + "default: option \"limit\" must have a value, but it is absent.. [C1]",
                refusal(schema));
    }

    @Test
    void showsAbsentOptions() {
        Schema schema = Schema.of(LIMIT)
                .rule("C1", "limit must be there", o -> o.find(LIMIT).isPresent(), LIMIT);
        assertEquals("default: limit must be there, but limit=absent. [C1]", refusal(schema));
    }

    @Test
    void letsABareValueStandForThePrimaryOption() {
        Problems problems = new Problems();
        Options options = new Binder(Catalog.of(Map.of()), problems)
                .bind(Schema.of(FILTERS, GROUPS).primary(FILTERS), ConfigNode.of(6), "conv2d");
        problems.throwIfAny();
        assertEquals(6, options.get(FILTERS));
    }
}
