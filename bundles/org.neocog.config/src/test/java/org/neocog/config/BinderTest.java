package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BinderTest {
    private static final Option<Double> LEARNING_RATE =
            Option.number("learning-rate", "step length").above(0);
    private static final Option<Double> MOMENTUM = Option.number("momentum", "share of the last step")
            .orElse(0.0)
            .atLeast(0)
            .below(1);
    private static final Option<Long> SEED = Option.longInteger("seed", "seed").orElse(1L);
    private static final Option<Integer> BATCH =
            Option.integer("batch", "examples per step").orElse(64).atLeast(1).unit("examples");
    private static final Option<List<Integer>> KERNEL = Option.integers("kernel", "height and width")
            .orElse(List.of(3))
            .atLeast(1)
            .length(1, 2);
    private static final Option<Double> GAIN = Option.number("gain", "factor").orElse(1.0);
    private static final Option<PlugInConfig> WEIGHTS =
            Option.plugIn("weights", "initial weights", "initializer").orElseConfig("he");

    private static final Catalog CATALOG = Catalog.of(Map.of(
            "optimizer", List.of(new FakePlugIn("sgd", Schema.of(LEARNING_RATE, MOMENTUM))),
            "initializer", List.of(new FakePlugIn("he", Schema.of(GAIN)), new FakePlugIn("zero", Schema.empty()))));

    private final Problems problems = new Problems();
    private final Binder binder = new Binder(CATALOG, problems);

    private static ScalarNode scalar(Object value, int line, int column) {
        return new ScalarNode(value, new Location("x.yaml", line, column));
    }

    private static MappingNode mapping(int line, int column, Object... keysAndValues) {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            ConfigNode value = (ConfigNode) keysAndValues[i + 1];
            entries.put(
                    (String) keysAndValues[i],
                    new MappingNode.Entry(
                            new Location("x.yaml", value.location().line(), 3), value));
        }
        return new MappingNode(entries, new Location("x.yaml", line, column));
    }

    private void assertProblems(String... expected) {
        assertEquals(
                List.of(expected),
                problems.list().stream().map(Problem::toString).toList());
    }

    @Test
    void bindsValuesAndFillsDefaults() {
        Options options =
                binder.bind(Schema.of(SEED, BATCH, KERNEL, WEIGHTS), mapping(1, 1, "batch", scalar(8L, 1, 9)), "");
        assertProblems();
        assertEquals(8, options.get(BATCH));
        assertEquals(1L, options.get(SEED));
        assertEquals(List.of(3), options.get(KERNEL));
        assertEquals("he", options.get(WEIGHTS).type());
        assertEquals(1.0, options.get(WEIGHTS).options().get(GAIN));
        assertTrue(options.isExplicit(BATCH));
        assertFalse(options.isExplicit(SEED));
        assertEquals("{seed: 1, batch: 8, kernel: [3], weights: {type: he, gain: 1.0}}", options.toString());
    }

    @Test
    void namesTheNearestKeyForAnUnknownOne() {
        binder.bindPlugIn(
                "optimizer",
                mapping(
                        14,
                        1,
                        "type",
                        scalar("sgd", 14, 9),
                        "learning-rate",
                        scalar(1L, 14, 20),
                        "learning_rate",
                        scalar(1L, 15, 9)),
                "optimizer");
        assertProblems("x.yaml:15:3: unknown key \"learning_rate\"; did you mean \"learning-rate\"?");
    }

    @Test
    void listsTheKnownKeysWhereNoneIsNear() {
        binder.bind(Schema.of(SEED, BATCH), mapping(1, 1, "zzzz", scalar(1L, 2, 9)), "");
        assertProblems("x.yaml:2:3: unknown key \"zzzz\"; known keys: seed, batch.");
    }

    @Test
    void refusesAWrongType() {
        binder.bind(Schema.of(SEED), mapping(1, 1, "seed", scalar("abc", 3, 8)), "");
        assertProblems("x.yaml:3:8: seed must be an integer, but is the text \"abc\".");
    }

    @Test
    void refusesANumberOutOfRange() {
        binder.bind(Schema.of(BATCH), mapping(1, 1, "batch", scalar(0L, 9, 40)), "data.train");
        assertProblems("x.yaml:9:40: batch must be at least 1, but batch=0.");
    }

    @Test
    void saysWhichPlugInsAreOffered() {
        binder.bindPlugIn("optimizer", scalar("sdg", 11, 13), "optimizer");
        assertProblems("x.yaml:11:13: optimizer \"sdg\" is not offered by any installed bundle; available: [sgd]. "
                + "Did you mean \"sgd\"? Install a bundle that offers it, or change optimizer.");
    }

    @Test
    void refusesAMissingKey() {
        binder.bindInline("dataset", "dataset", mapping(5, 1), Schema.of(BATCH), "data.train");
        assertProblems("x.yaml:5:1: missing key \"dataset\" in data.train.");
    }
}
