package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludesTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder).file("base/lenet.yaml", Bench.LENET);
    }

    @Test
    void mergesMappingsDeepAndReplacesTheRest() {
        Experiment experiment = bench.file("x.yaml", """
                include: base/lenet.yaml
                name: mine
                data: {train: {batch: 8, transforms: [{pad: 1}]}}
                """).read();
        assertEquals("mine", experiment.name());
        assertEquals(8, experiment.data().train().batch());
        assertEquals("train", experiment.data().train().split());
        assertEquals(1, experiment.data().train().transforms().size());
        assertEquals(1, experiment.data().eval().orElseThrow().transforms().size());
    }

    @Test
    void mergesInOrderRelativeToTheIncludingFile() {
        bench.file("base/first.yaml", "{include: lenet.yaml, seed: 1, name: first}")
                .file("second.yaml", "{seed: 2}")
                .file("x.yaml", "{include: [base/first.yaml, second.yaml], train: {epochs: 3}}");
        Experiment experiment = bench.read();
        assertEquals("first", experiment.name());
        assertEquals(2, experiment.seed());
        assertEquals(new Span(3, Unit.EPOCH), experiment.train().length());
    }

    @Test
    void includesOneFileByTwoWays() {
        bench.file("a.yaml", "{include: base/lenet.yaml}")
                .file("b.yaml", "{include: base/lenet.yaml, seed: 3}")
                .file("x.yaml", "include: [a.yaml, b.yaml]");
        assertEquals(3, bench.read().seed());
    }

    @Test
    void keepsThePlaceInTheIncludedFile() {
        bench.file("base/bad.yaml", "seed: abc\n").file("x.yaml", "include: [base/lenet.yaml, base/bad.yaml]\n");
        assertEquals("base/bad.yaml:1:7: seed must be an integer, but is the text \"abc\".", bench.problems());
    }

    @Test
    void refusesAMissingIncludeWithTheChain() {
        bench.file("base/a.yaml", "seed: 1\ninclude: lenett.yaml\n").file("x.yaml", "include: base/a.yaml\n");
        assertEquals(
                "base/a.yaml:2:10: there is no file \"base/lenett.yaml\" to include"
                        + " (x.yaml -> base/a.yaml -> base/lenett.yaml); looked for base/lenett.yaml."
                        + " Did you mean \"lenet.yaml\"?",
                bench.problems());
    }

    @Test
    void refusesACycleWithTheChain() {
        bench.file("x.yaml", "include: a.yaml").file("a.yaml", "include: [base/../x.yaml]");
        assertEquals(
                "a.yaml:1:11: include must not lead back to a file that is being included, but does:"
                        + " x.yaml -> a.yaml -> x.yaml.",
                bench.problems());
    }

    @Test
    void refusesAFileThatIncludesItself() {
        bench.file("x.yaml", "include: ./x.yaml");
        assertEquals(
                "x.yaml:1:10: include must not lead back to a file that is being included, but does: x.yaml -> x.yaml.",
                bench.problems());
    }

    @Test
    void refusesAnIncludeThatIsNoPath() {
        bench.file("x.yaml", "include: [1, {a: b}, \"\\0\"]");
        assertEquals("""
                x.yaml:1:11: include must be a path or a list of paths, but is 1.
                x.yaml:1:14: include must be a path or a list of paths, but is {a: b}.
                x.yaml:1:22: include must be a path, but is "\0": Nul character not allowed.""", bench.problems());
    }

    @Test
    void tellsTheProblemsOfSeveralFiles() {
        bench.file("a.yaml", "a: [").file("x.yaml", "include: [a.yaml, none.yaml]");
        assertEquals("""
                a.yaml:1:5: not valid YAML: while parsing a flow node, expected the node content, but found '<stream end>'.
                x.yaml:1:19: there is no file "none.yaml" to include (x.yaml -> none.yaml); looked for none.yaml.""", bench.problems());
    }
}
