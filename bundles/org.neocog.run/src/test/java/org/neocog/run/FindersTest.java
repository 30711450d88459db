package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.graph.Program;
import org.neocog.tensor.Shape;

class FindersTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private Finders finders;

    @BeforeEach
    void makeFinders() {
        fixture = new Fixture(folder);
        finders = new LocalFinders(Fixture.CATALOG, fixture.backends);
    }

    private static RateSearch.Options sweep(double from, double to, int steps) {
        return new RateSearch.Options(from, to, steps, Optional.empty());
    }

    private static BatchSearch.Options sizes(long limit, int largest) {
        return new BatchSearch.Options(Optional.of(limit), largest, 0, Optional.empty());
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Digests.of(file));
            }
        }
        return files;
    }

    @Test
    void suggestsRatesAtWhichDigitsAreLearned() throws Exception {
        fixture.train("before");
        Map<String, String> before = files();
        List<RateSearch.Sample> told = new ArrayList<>();
        RateSearch found = finders.learningRate(fixture.experiment(), sweep(1e-5, 100, 120), told::add);
        assertEquals(before, files(), "nothing is written, and no run is touched");
        assertTrue(found.diverged(), "a rate of 100 is no good");
        assertTrue(told.size() < 120, "it ends where the loss diverges");
        assertEquals(1e-5, told.get(0).rate());
        assertEquals(1e-5 * Math.pow(1e7, 1 / 119.0), told.get(1).rate(), 1e-12);
        assertTrue(0.003 < found.steepest() && found.steepest() < 0.3 && found.lowest() < 1, () -> "found " + found);
        assertEquals(found.safe(), Math.sqrt(found.steepest() * found.lowest()), 1e-12);
        assertTrue(found.steepest() < found.safe() && found.safe() < found.lowest());
        RunSummary atSafe = fixture.train("safe", "optimizer.learning-rate=" + found.safe(), "train.epochs=1");
        RunSummary slow = fixture.train("slow", "optimizer.learning-rate=0.0001", "train.epochs=1");
        assertTrue(atSafe.eval().loss() < 0.8 * slow.eval().loss(), () -> atSafe.eval() + " and " + slow.eval());
    }

    @Test
    void theFirstStepIsThatOfARun() throws Exception {
        fixture.train("run", "optimizer.learning-rate=0.01", "train.epochs=1");
        RateSearch found = finders.learningRate(fixture.experiment(), sweep(0.01, 1, 20), sample -> {});
        assertEquals(
                "1 " + found.samples().get(0).loss(),
                Fixture.losses(fixture.run("run")).get(0));
    }

    @Test
    void readsTheCurve() {
        double[] losses = {2, 2, 2, 2, 2, 1.9, 1.4, 1.2, 1.1, 1.05, 1.3, 2, 9};
        List<RateSearch.Sample> samples = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            samples.add(new RateSearch.Sample(i + 1, Math.pow(10, i), losses[i], Double.NaN));
        }
        RateSearch read = RateFinder.read("x", "y", samples, 20, true);
        assertEquals(1e6, read.steepest(), "from 1.9 to 1.2 over two decades");
        assertEquals(1e8, read.lowest(), 1, "the mean of neighbours is less than at the lowest loss itself");
        assertEquals(1e7, read.safe(), 1);
        assertEquals((2 * 1.05 + 1.1 + 1.3) / 4, read.samples().get(9).smoothed(), 1e-12);
    }

    @Test
    void saysThatNoRateIsGood() {
        RunException flat = assertThrows(
                RunException.class,
                () -> finders.learningRate(fixture.experiment(), sweep(1e-12, 1e-11, 20), sample -> {}));
        assertTrue(flat.getMessage().contains("the loss must fall at some rate, but first=3."), flat.getMessage());
        assertTrue(flat.getMessage().contains("Widen --from and --to"), flat.getMessage());
        RunException high = assertThrows(
                RunException.class,
                () -> finders.learningRate(fixture.experiment(), sweep(1e30, 1e33, 20), sample -> {}));
        assertTrue(high.getMessage().contains("Begin with a lower --from"), high.getMessage());
        assertThrows(IllegalArgumentException.class, () -> sweep(1, 0.1, 20));
    }

    @Test
    void namesABackendThatIsNotThere() {
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> finders.learningRate(
                        fixture.experiment(), new RateSearch.Options(1e-3, 1, 20, Optional.of("gpu")), sample -> {}));
        assertTrue(e.getMessage().contains("available: [reference]"), e.getMessage());
        assertThrows(
                ConfigException.class,
                () -> finders.batchSize(
                        fixture.experiment(),
                        new BatchSearch.Options(Optional.empty(), 4, 0, Optional.of("gpu")),
                        text -> {}));
    }

    /** Has room for so many images. */
    private record SmallBackend(int room, ReferenceBackend reference) implements Backend {
        @Override
        public DeviceInfo device() {
            return reference.device();
        }

        @Override
        public Executable compile(Program program, CompileOptions options) {
            program.graphs().forEach(graph -> {
                String[] name = graph.name().split("/");
                if (name[0].equals("train") && Integer.parseInt(name[1]) > room) {
                    throw new InsufficientMemoryException("small: there must be room, but room=" + room + ".");
                }
            });
            return reference.compile(program, options);
        }
    }

    private BatchSearch withRoom(int room, int largest) throws IOException {
        fixture.addBackend("small", new SmallBackend(room, new ReferenceBackend()));
        return finders.batchSize(
                fixture.experiment(),
                new BatchSearch.Options(Optional.of(1L << 30), largest, 0, Optional.of("small")),
                text -> {});
    }

    private static List<Integer> tried(BatchSearch found, boolean fits) {
        return found.trials().stream()
                .filter(trial -> trial.fits() == fits)
                .map(BatchSearch.Trial::batch)
                .toList();
    }

    @Test
    void triesPowersOfTwoAndApproachesWhatHasRoom() throws Exception {
        BatchSearch found = withRoom(24, 4096);
        assertEquals("small", found.backend());
        assertEquals(Shape.of(1, 28, 28), found.input());
        assertEquals(List.of(26, 28, 32), tried(found, false));
        assertTrue(tried(found, true).containsAll(List.of(1, 2, 4, 8, 16, 24)), found::toString);
        assertEquals(24, found.largest().batch());
        assertEquals(
                "small: there must be room, but room=24.",
                found.trials().get(found.trials().size() - 1).reason());
        double best = found.trials().stream()
                .filter(BatchSearch.Trial::fits)
                .mapToDouble(BatchSearch.Trial::imagesPerSecond)
                .max()
                .orElseThrow();
        assertTrue(found.fastest().imagesPerSecond() >= 0.98 * best, found::toString);
        assertEquals(
                found.fastest().batch() / found.fastest().stepSeconds(),
                found.fastest().imagesPerSecond());
    }

    @Test
    void triesNoMoreThanItIsToldTo() throws Exception {
        BatchSearch found = withRoom(1000, 20);
        assertEquals(List.of(), tried(found, false));
        assertEquals(20, found.largest().batch());
        assertTrue(tried(found, true).containsAll(List.of(1, 2, 4, 8, 16, 20)), found::toString);
    }

    @Test
    void whatTheProgramTakesMustStayWithinTheLimit() throws Exception {
        BatchSearch whole = finders.batchSize(fixture.experiment(), sizes(1L << 30, 32), text -> {});
        long[] bytes = whole.trials().stream()
                .filter(trial -> List.of(8, 16, 32).contains(trial.batch()))
                .mapToLong(BatchSearch.Trial::memoryBytes)
                .toArray();
        assertEquals(bytes[2] - bytes[1], 2.0 * (bytes[1] - bytes[0]), 0.1 * (bytes[2] - bytes[1]), "by the images");
        BatchSearch bounded = finders.batchSize(fixture.experiment(), sizes(bytes[1], 4096), text -> {});
        assertTrue(bounded.largest().batch() >= 16 && bounded.largest().batch() < 32, bounded::toString);
        for (BatchSearch.Trial trial : bounded.trials()) {
            assertEquals(trial.fits(), trial.memoryBytes() > 0 && trial.memoryBytes() <= bytes[1], trial::toString);
        }
        assertFalse(bounded.trials().get(bounded.trials().size() - 1).fits());
    }

    @Test
    void oneImageMustFit() {
        InsufficientMemoryException e = assertThrows(
                InsufficientMemoryException.class,
                () -> finders.batchSize(fixture.experiment(), sizes(1000, 64), text -> {}));
        assertTrue(
                e.getMessage().startsWith("find batch-size: one image must fit into the memory, but "), e.getMessage());
    }

    @Test
    void runsAreAsTheyWere() throws Exception {
        fixture.train("a", "train.epochs=1");
        byte[] weights = Fixture.weights(fixture.run("a"), 5);
        Map<String, String> before = files();
        finders.batchSize(fixture.experiment(), sizes(1L << 30, 8), text -> {});
        assertEquals(before, files());
        assertArrayEquals(weights, Fixture.weights(fixture.run("a"), 5));
    }
}
