package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key {@code data.fold}. */
class DataFoldTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
        bench.file("x.yaml", Bench.LENET);
    }

    @Test
    void isAPartOfTheTrainingExamplesForBoth() {
        Experiment experiment = bench.read("+data.fold={number: 2, of: 5}", "+data.train.limit=1000");
        DataSource train = experiment.data().train();
        DataSource eval = experiment.data().eval().orElseThrow();
        assertEquals(Optional.of(new DataFold(2, 5, 7, false)), train.fold());
        assertEquals(Optional.of(new DataFold(2, 5, 7, true)), eval.fold());
        assertEquals("train", eval.split());
        assertEquals(1000, eval.limit().orElseThrow());
        assertEquals(256, eval.batch(), "but it is fed as data.eval says");
        assertEquals(64, train.batch());
    }

    @Test
    void isKeptInTheResolvedConfigWithWhatItReplaces() {
        Experiment experiment = bench.read("+data.fold={number: 2, of: 5}");
        String text = ConfigText.write(experiment.resolved());
        assertTrue(text.contains("split: test"), text);
        bench.file("x.yaml", text);
        Experiment again = bench.read();
        assertEquals(text, ConfigText.write(again.resolved()));
        assertEquals(experiment.data().train().fold(), again.data().train().fold());
        assertEquals(Optional.empty(), bench.read("~data.fold").data().train().fold());
    }

    @Test
    void refusesWhatIsNoFold() {
        assertTrue(bench.problems("+data.fold={number: 6, of: 5}").contains("number must be at most of"));
        assertTrue(bench.problems("+data.fold={number: 1, of: 1}").contains("of must be at least 2"));
        String text = bench.problems("+data.fold={number: 1, of: 2}", "~data.eval");
        assertTrue(text.contains("data.fold needs data.eval, by whose batch and transforms"), text);
    }
}
