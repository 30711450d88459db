package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

class PlugInBindingTest {
    private static final Option<Integer> AMOUNT = Option.integer("amount", "").atLeast(0);
    private static final Option<List<Double>> MEAN = Option.numbers("mean", "");
    private static final Option<Integer> BATCH =
            Option.integer("batch", "").orElse(64).atLeast(1);
    private static final Option<String> FOLDER = Option.text("path", "");
    private static final Option<List<PlugInConfig>> TRANSFORMS =
            Option.plugIns("transforms", "", "transform").orElse(List.of());
    private static final Schema OWN = Schema.of(BATCH);

    private static final Catalog CATALOG = Catalog.of(Map.of(
            "transform",
            List.of(
                    new FakePlugIn("pad", Schema.of(AMOUNT).primary(AMOUNT)),
                    new FakePlugIn("normalize", Schema.of(MEAN)),
                    new FakePlugIn("flip", Schema.empty())),
            "dataset",
            List.of(
                    new FakePlugIn("mnist", Schema.of(FOLDER)),
                    new FakePlugIn(
                            "greedy",
                            Schema.of(FOLDER, Option.integer("batch", "").orElse(1))))));

    private final Problems problems = new Problems();
    private final Binder binder = new Binder(CATALOG, problems);

    private String bind(Object reference) {
        return text(() -> binder.bindPlugIn("transform", ConfigNode.of(reference), "t")
                .toNode()
                .shown());
    }

    private String inline(Object node) {
        return text(() -> {
            Binder.Inline both = binder.bindInline("dataset", "dataset", ConfigNode.of(node), OWN, "data.train");
            return both.own() + " " + both.plugIn().toNode("dataset").shown();
        });
    }

    /** What came out, or the problems. */
    private String text(ThrowingSupplier<String> made) {
        try {
            String text = made.get();
            problems.throwIfAny();
            return text;
        } catch (Throwable e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void readsEachForm() {
        assertEquals("{type: flip}", bind("flip"));
        assertEquals("{type: flip}", bind(Map.of("flip", Map.of())));
        assertEquals("{type: flip}", bind(MappingNode.of("flip", null)));
        assertEquals("{type: pad, amount: 2}", bind(Map.of("pad", 2)));
        assertEquals("{type: pad, amount: 2}", bind(Map.of("pad", Map.of("amount", 2))));
        assertEquals("{type: pad, amount: 2}", bind(MappingNode.of("type", "pad", "amount", 2)));
    }

    @Test
    void refusesWhatNamesNoPlugIn() {
        String rule = "default: t must name a transform: NAME, {type: NAME, ...} or {NAME: {...}}, but is ";
        assertEquals(rule + "the mapping {pad: 1, flip: {}}.", bind(MappingNode.of("pad", 1, "flip", Map.of())));
    }

    @Test
    void refusesAnEmptyReference() {
        assertEquals(
                "default: t must name a transform: NAME, {type: NAME, ...} or {NAME: {...}}, but is empty.",
                bind(null));
    }

    @Test
    void refusesATypeThatIsNoName() {
        assertEquals(
                "default: type must be the name of a transform, but is the list [pad].",
                bind(Map.of("type", List.of("pad"))));
    }

    @Test
    void namesThePathOfWhatIsMissingOrWrong() {
        assertEquals("default: missing key \"amount\" in t.", bind("pad"));
    }

    @Test
    void namesThePathOfTheNestedForm() {
        assertEquals("default: missing key \"mean\" in t.normalize.", bind(MappingNode.of("normalize", null)));
    }

    @Test
    void refusesABareValueWithoutPrimaryOption() {
        assertEquals("default: t.flip must be a mapping, but is the integer 2.", bind(Map.of("flip", 2)));
    }

    @Test
    void readsListsOfPlugIns() {
        Schema schema = Schema.of(TRANSFORMS);
        Object list = List.of("flip", Map.of("pad", 2));
        assertEquals(
                "{transforms: [{type: flip}, {type: pad, amount: 2}]}",
                Options.of(CATALOG, schema, TRANSFORMS, list).toString());
        assertEquals(
                "{transforms: [{type: flip}]}",
                Options.of(CATALOG, schema, TRANSFORMS, "flip").toString());
        assertEquals(
                "{transforms: [{type: pad, amount: 1}]}",
                Options.of(CATALOG, schema, TRANSFORMS, Map.of("pad", 1)).toString());
    }

    @Test
    void reportsEveryItemOfAListByItsIndex() {
        binder.bind(
                Schema.of(TRANSFORMS),
                ConfigNode.of(Map.of("transforms", Arrays.asList("falp", Map.of("pad", -1), "pad", null))),
                "data.train");
        assertEquals(
                List.of(
                        "transform \"falp\" is not offered by any installed bundle; available: [flip, normalize, pad]. "
                                + "Install a bundle that offers it, or change data.train.transforms.0.",
                        "amount must be at least 0, but amount=-1.",
                        "missing key \"amount\" in data.train.transforms.2.",
                        "data.train.transforms.3 must name a transform: NAME, {type: NAME, ...} or {NAME: {...}}, but is empty."),
                problems.list().stream().map(Problem::message).toList());
    }

    @Test
    void splitsASharedMapping() {
        assertEquals(
                "{batch: 8} {dataset: mnist, path: a}",
                inline(MappingNode.of("dataset", "mnist", "path", "a", "batch", 8)));
    }

    @Test
    void reportsBothHalvesOfASharedMapping() {
        assertEquals(
                "default: batch must be at least 1, but batch=0.\n"
                        + "default: unknown key \"pth\"; did you mean \"path\"?\n"
                        + "default: missing key \"path\" in data.train.",
                inline(MappingNode.of("dataset", "mnist", "pth", "a", "batch", 0)));
    }

    @Test
    void takesABareNameForASharedMapping() {
        assertEquals("default: missing key \"path\" in data.train.", inline("mnist"));
    }

    @Test
    void saysWhichKeyNamesTheUnknownPlugInOfASharedMapping() {
        assertEquals(
                "default: dataset \"minst\" is not offered by any installed bundle; available: [greedy, mnist]. "
                        + "Did you mean \"mnist\"? Install a bundle that offers it, or change data.train.dataset.",
                inline("minst"));
    }

    @Test
    void refusesAPlugInThatDeclaresAKeyOfTheSection() {
        assertEquals(
                "default: dataset \"greedy\" must not declare a key of its section, but declares \"batch\", which "
                        + "belongs to data.train. Use another dataset, or tell its vendor.",
                inline(MappingNode.of("dataset", "greedy", "path", "a")));
    }

    @Test
    void refusesAListForASharedMapping() {
        assertEquals("default: data.train must be a mapping, but is the list [].", inline(List.of()));
    }
}
