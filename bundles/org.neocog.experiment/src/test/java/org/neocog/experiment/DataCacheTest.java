package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;

/** The key {@code cache} of {@code data.train} and {@code data.eval}. */
class DataCacheTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
        bench.file("x.yaml", Bench.LENET);
    }

    @Test
    void isNotThereUnlessItIsAskedFor() {
        Experiment experiment = bench.read();
        assertEquals(Optional.empty(), experiment.data().train().cache());
        assertFalse(ConfigText.write(experiment.resolved()).contains("cache"));
    }

    @Test
    void isReadInBothForms() {
        Experiment experiment =
                bench.read("+data.train.cache=arrow", "+data.eval.cache={type: arrow, path: " + folder + "}");
        assertEquals(
                Optional.of(new DataCache(DataCache.Type.ARROW, Optional.empty())),
                experiment.data().train().cache());
        assertEquals(
                Optional.of(new DataCache(DataCache.Type.ARROW, Optional.of(folder))),
                experiment.data().eval().orElseThrow().cache());
        bench.file("x.yaml", ConfigText.write(experiment.resolved()));
        Experiment again = bench.read();
        assertEquals(experiment.data().train().cache(), again.data().train().cache());
        assertEquals(
                experiment.data().eval().orElseThrow().cache(),
                again.data().eval().orElseThrow().cache());
    }

    @Test
    void refusesOtherForms() {
        String problem = assertThrows(ConfigException.class, () -> bench.read("+data.train.cache=parquet"))
                .getMessage();
        assertTrue(problem.contains("arrow"), problem);
    }

    /** The bench's plug-ins with a dataset that has an option {@code cache}. */
    private static final Catalog WITH_DRAWINGS = new Catalog() {
        private final PlugIn drawn = new FakePlugIn("drawn", Schema.of(Option.path("cache", "folder of the drawings")));

        @Override
        public Optional<PlugIn> find(String kind, String name) {
            return name.equals("drawn") ? Optional.of(drawn) : Bench.CATALOG.find(kind, name);
        }

        @Override
        public Collection<PlugIn> all(String kind) {
            return Bench.CATALOG.all(kind);
        }
    };

    @Test
    void leavesTheKeyToADatasetThatHasOne() {
        Experiment experiment = new ExperimentReader(WITH_DRAWINGS)
                .read(
                        folder.resolve("x.yaml"),
                        List.of("data.train={dataset: drawn, cache: some/folder}", "~data.eval"),
                        Environment.of(Map.of()));
        assertEquals(Optional.empty(), experiment.data().train().cache());
        assertTrue(ConfigText.write(experiment.resolved()).contains("cache: some/folder"));
    }
}
