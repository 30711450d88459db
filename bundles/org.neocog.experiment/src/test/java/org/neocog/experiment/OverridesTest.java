package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigNode;

class OverridesTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder).file("x.yaml", Bench.LENET);
    }

    @Test
    void setsWhatIsThereAndWhatASchemaKnows() {
        Experiment experiment =
                bench.read("optimizer.learning-rate=0.1", "data.train.limit=10", "backend.threads=2", "name=other");
        assertEquals(
                "{learning-rate: 0.1, momentum: 0.9, weight-decay: 5.0E-4}",
                experiment.optimizer().type().options().toString());
        assertEquals(OptionalLong.of(10), experiment.data().train().limit());
        assertEquals(2, experiment.backend().threads());
        assertEquals("other", experiment.name());
    }

    @Test
    void addsAndRemoves() {
        Experiment experiment =
                bench.read("+data.train.limit=10", "~schedule", "~data.eval", "~data.train.transforms.0");
        assertEquals(OptionalLong.of(10), experiment.data().train().limit());
        assertEquals("constant", experiment.schedule().schedule().type());
        assertEquals(Optional.empty(), experiment.data().eval());
        assertEquals("normalize", experiment.data().train().transforms().get(0).type());
    }

    @Test
    void readsValuesAsYaml() {
        Experiment experiment = bench.read(
                "backend.prefer=[reference]", "train={steps: 3}", "schedule.milestones=[1, 2]", "data.eval=null");
        assertEquals("[reference]", experiment.backend().prefer().toString());
        assertEquals(new Span(3, Unit.STEP), experiment.train().length());
        assertEquals(
                "{milestones: [1, 2], gamma: 0.1}",
                experiment.schedule().schedule().options().toString());
        assertEquals(Optional.empty(), experiment.data().eval());
    }

    @Test
    void reachesItemsOfLists() {
        Experiment experiment = bench.read(
                "data.train.transforms.0=pad: 4",
                "+data.train.transforms.2={pad: 1}",
                "data.train.transforms.1.normalize.mean=0.5");
        assertEquals(
                "[{type: pad, amount: 4}, {type: normalize, mean: [0.5], std: [0.3081]}, {type: pad, amount: 1}]",
                ConfigNode.of(experiment.data().train().transforms()).shown());
    }

    @Test
    void goesIntoSectionsThatAreABareName() {
        bench.lenet("schedule: {type: multistep, milestones: [8, 11], gamma: 0.1}", "schedule: multistep");
        Experiment experiment = bench.read("schedule.milestones=4");
        assertEquals(
                "{milestones: [4], gamma: 0.1}",
                experiment.schedule().schedule().options().toString());
    }

    @Test
    void comesBeforeInterpolation() {
        Experiment experiment = bench.read("data.train.path=elsewhere", "data.train.transforms=[{pad: 9}]");
        DataSource eval = experiment.data().eval().orElseThrow();
        assertEquals("{path: elsewhere}", eval.dataset().options().toString());
        assertEquals("{amount: 9}", eval.transforms().get(0).options().toString());
        assertEquals(
                "{path: v}",
                bench.read(Map.of("V", "v"), "data.train.path=${env:V}")
                        .data()
                        .train()
                        .dataset()
                        .options()
                        .toString());
    }

    @Test
    void appliesInOrder() {
        assertEquals(2, bench.read("seed=1", "seed=2").seed());
    }

    @Test
    void refusesAnUnknownPathWithTheNearest() {
        assertEquals(
                "-s optimizer.learning_rate=1: unknown key \"learning_rate\"; did you mean \"learning-rate\"?",
                bench.problems("optimizer.learning_rate=1"));
        assertEquals(
                "-s data.trian.batch=1: unknown key \"trian\"; did you mean \"train\"?",
                bench.problems("data.trian.batch=1"));
        assertEquals("-s +sead=1: unknown key \"sead\"; did you mean \"seed\"?", bench.problems("+sead=1"));
    }

    @Test
    void placesBadValuesAtTheOverride() {
        assertEquals(
                "-s data.train.batch=0: batch must be at least 1, but batch=0.", bench.problems("data.train.batch=0"));
        assertEquals(
                "-s seed=[1: not valid YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>.",
                bench.problems("seed=[1"));
        assertEquals("-s seed=: seed must be an integer, but is empty.", bench.problems("seed="));
    }

    @Test
    void refusesToRemoveWhatIsNotThere() {
        assertEquals(
                "-s ~optimizer.momentun: there is no key \"momentun\" in optimizer to remove; did you mean"
                        + " \"momentum\"?",
                bench.problems("~optimizer.momentun"));
        assertEquals(
                "-s ~train.zzz: there is no key \"zzz\" in train to remove; keys: epochs, precision.",
                bench.problems("~train.zzz"));
    }

    @Test
    void refusesAnIndexOutsideTheList() {
        assertEquals(
                "-s data.train.transforms.2=pad: data.train.transforms has the items 0 to 1, but not 2."
                        + " +data.train.transforms.2=VALUE appends.",
                bench.problems("data.train.transforms.2=pad"));
        assertEquals(
                "-s ~data.train.transforms.x: data.train.transforms has the items 0 to 1, but not x."
                        + " +data.train.transforms.2=VALUE appends.",
                bench.problems("~data.train.transforms.x"));
        assertEquals(
                "-s backend.prefer.0=a: backend.prefer is an empty list, but not 0. +backend.prefer.0=VALUE appends.",
                bench.problems("backend.prefer=[]", "backend.prefer.0=a", "backend.prefer=[a]"));
    }

    @Test
    void refusesAPathThroughASingleValue() {
        assertEquals(
                "-s seed.x=1: seed must be a mapping or a list to go into, but is \"7\" (x.yaml:3:7).",
                bench.problems("seed.x=1"));
    }

    @Test
    void refusesWhatIsNoOverride() {
        assertEquals(
                "-s seed: an override must be KEY=VALUE, +KEY=VALUE or ~KEY, but is \"seed\".", bench.problems("seed"));
        assertEquals(
                "-s ~seed=1: an override must be KEY=VALUE, +KEY=VALUE or ~KEY, but is \"~seed=1\".",
                bench.problems("~seed=1"));
        assertEquals("-s a..b=1: a key must be words joined by dots, but is \"a..b\".", bench.problems("a..b=1"));
        assertEquals("-s =1: a key must be words joined by dots, but is \"\".", bench.problems("=1"));
        assertEquals(
                "-s include=a.yaml: include is read before overrides and cannot be changed by one."
                        + " Write a config that includes both.",
                bench.problems("include=a.yaml"));
    }
}
