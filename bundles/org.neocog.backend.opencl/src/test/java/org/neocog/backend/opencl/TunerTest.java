package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.Tensor;

/** What is found to be fastest is kept and taken, and whatever that is, the results are those of the reference. */
class TunerTest {
    private static final Program PROGRAM = Nets.lenet(4, UnaryFunction.TANH);

    @TempDir
    Path folder;

    private Path file() {
        Device device = TestDevice.device();
        return folder.resolve("tuning-" + device.slug() + "-" + device.index() + ".properties");
    }

    private Properties kept() throws IOException {
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
            kept.load(reader);
        }
        return kept;
    }

    private OpenClBackend backend() {
        Device device = TestDevice.device();
        return new OpenClBackend(device, device.isCpu(), 4096, Tiles.of(device, device.isCpu()), folder);
    }

    /** What a step gives out first, and by which tiles its products were computed. */
    private record Result(double[] numbers, List<String> tiles) {}

    private Result run(boolean tune) {
        try (OpenClBackend backend = backend()) {
            return run(backend, tune);
        }
    }

    private static Result run(Backend backend, boolean tune) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(PROGRAM, new CompileOptions(allocator, 2).withTune(tune));
                Snapshot initial = Nets.initial(allocator, PROGRAM, 1)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, PROGRAM, 1, 0.01);
            executable.run("train", feed);
            Tensor tensor = executable.run("train", feed).output("gradient of conv1.weight");
            double[] numbers = new double[(int) tensor.size()];
            tensor.copyTo(numbers);
            List<String> tiles = List.of();
            if (executable instanceof OpenClExecutable opened) {
                CompiledGraph graph = opened.graphs().get("train");
                tiles = graph.commands().stream()
                        .map(Command::what)
                        .filter(what -> what.startsWith("product "))
                        .toList();
            }
            Nets.close(feed);
            return new Result(numbers, tiles);
        }
    }

    private static void assertNear(double[] want, double[] got) {
        double norm = 0;
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            norm += want[i] * want[i];
            error += (want[i] - got[i]) * (want[i] - got[i]);
        }
        assertTrue(norm > 0, "there must be something to compare");
        assertTrue(Math.sqrt(error / norm) <= 1e-4, "error as a share of the norm: " + Math.sqrt(error / norm));
    }

    @Test
    void withoutTuningNothingIsTried() {
        Result usual = run(false);
        assertFalse(Files.exists(file()));
        assertEquals(14, usual.tiles.size(), usual.tiles::toString);
    }

    @Test
    void whatIsFoundIsKeptAndTakenEverAfter() throws IOException {
        Result found = run(true);
        assertNear(run(new ReferenceBackend(), false).numbers, found.numbers);
        String text = Files.readString(file());
        Result again = run(true);
        assertEquals(text, Files.readString(file()), "nothing must have been tried again");
        assertEquals(found.tiles, again.tiles);
        assertArrayEquals(found.numbers, again.numbers);
        Result untuned = run(false);
        assertEquals(found.tiles, untuned.tiles);
        assertArrayEquals(found.numbers, untuned.numbers);

        List<String> names = Tiles.of(TestDevice.device(), TestDevice.device().isCpu()).all().stream()
                .map(Tile::name)
                .toList();
        Properties kept = kept();
        String unlike = names.get(names.size() - 1);
        int changed = 0;
        for (String key : kept.stringPropertyNames()) {
            if (key.startsWith("choice.")) {
                assertTrue(names.contains(kept.getProperty(key)), () -> key + "=" + kept.getProperty(key));
                kept.setProperty(key, unlike);
                changed++;
            }
        }
        assertTrue(changed >= 10, "products that were tried: " + changed);
        try (Writer writer = Files.newBufferedWriter(file())) {
            kept.store(writer, null);
        }
        Result other = run(false);
        assertNotEquals(found.tiles, other.tiles);
        other.tiles.forEach(tile -> assertTrue(tile.startsWith("product by tiles of " + unlike), tile));
        assertNear(found.numbers, other.numbers);
    }

    @Test
    void aChoiceThatIsNotThereAnyMoreIsTheUsualOne() throws IOException {
        run(true);
        Properties kept = kept();
        kept.replaceAll((key, value) -> ((String) key).startsWith("choice.") ? "7x7" : value);
        try (Writer writer = Files.newBufferedWriter(file())) {
            kept.store(writer, null);
        }
        List<String> got = run(false).tiles;
        Files.delete(file());
        assertEquals(run(false).tiles, got);
    }

    @Test
    void tilesThatTheDeviceRefusesAreLeftOut() throws IOException {
        Device device = TestDevice.device();
        Tile usual = Tile.ofItems(32, 32, 16, 2, 2);
        Tile refused =
                new Tile("refused", "no_such_kernel", 32, 32, usual.items(), false, usual.resources(), usual.macros());
        Tile unbuildable = new Tile("broken", "product", 32, 32, 256, false, usual.resources(), " -DBLOCK=x");
        Tiles tiles = new Tiles(List.of(usual, refused, unbuildable), List.of());
        try (OpenClBackend backend = new OpenClBackend(device, false, 4096, tiles, folder)) {
            Result result = run(backend, true);
            result.tiles.forEach(tile -> assertTrue(tile.startsWith("product by tiles of " + usual.name()), tile));
            assertTrue(backend.counts().toString().startsWith("buffers=0, kernels=0, "), backend.counts()::toString);
        }
        assertTrue(kept().containsValue(usual.name()));
        assertFalse(kept().containsValue("refused"));
    }
}
