package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.backend.testkit.TuningFile;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.Tensor;

/** What is found to be fastest is kept and taken, and whatever that is, the results are those of the reference. */
class TunerTest {
    private static final Program PROGRAM = Nets.lenet(4, UnaryFunction.TANH);

    /** As a share of the norm. */
    private static final double NEAR = 1e-4;

    @TempDir
    Path folder;

    private Path file() {
        Device device = TestDevice.device();
        return folder.resolve("tuning-" + device.slug() + "-" + device.index() + ".properties");
    }

    private TuningFile kept() {
        return new TuningFile(file());
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

    @Test
    void withoutTuningNothingIsTried() {
        Result usual = run(false);
        assertFalse(Files.exists(file()));
        assertEquals(14, usual.tiles.size(), usual.tiles::toString);
    }

    @Test
    void whatIsFoundIsKeptAndTakenEverAfter() throws IOException {
        Result found = run(true);
        NetRuns.requireNear(run(new ReferenceBackend(), false).numbers, found.numbers, NEAR);
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
        Map<String, String> choices = kept().choices();
        assertTrue(names.containsAll(choices.values()), choices::toString);
        assertTrue(choices.size() >= 10, "products that were tried: " + choices);
        String unlike = names.get(names.size() - 1);
        kept().replace(choice -> unlike);
        Result other = run(false);
        assertNotEquals(found.tiles, other.tiles);
        other.tiles.forEach(tile -> assertTrue(tile.startsWith("product by tiles of " + unlike), tile));
        NetRuns.requireNear(found.numbers, other.numbers, NEAR);
    }

    @Test
    void aChoiceThatIsNotThereAnyMoreIsTheUsualOne() throws IOException {
        run(true);
        kept().replace(choice -> "7x7");
        List<String> got = run(false).tiles;
        Files.delete(file());
        assertEquals(run(false).tiles, got);
    }

    @Test
    void tilesThatTheDeviceRefusesAreLeftOut() {
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
        assertEquals(Set.of(usual.name()), Set.copyOf(kept().choices().values()));
    }
}
