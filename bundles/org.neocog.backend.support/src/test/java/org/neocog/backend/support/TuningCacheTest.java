package org.neocog.backend.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningCacheTest {
    private static final String KEY = "convolution [8, 64, 56, 56] 3 x 3: float32, threads=2";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("made/tuning.properties");
    }

    @Test
    void anotherProcessFindsWhatWasKept() throws IOException {
        TuningCache cache = new TuningCache(file(), "zen5");
        assertNull(cache.choice(KEY));
        assertEquals("blocked", cache.keep(KEY, "blocked"));
        assertEquals("blocked", cache.choice(KEY));
        assertEquals("blocked", new TuningCache(file(), "zen5").choice(KEY));
        assertNull(new TuningCache(file(), "zen5").choice(KEY + " "));
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    @Test
    void whatIsKeptStays() {
        TuningCache one = new TuningCache(file(), "zen5");
        TuningCache two = new TuningCache(file(), "zen5");
        assertNull(two.choice(KEY));
        one.keep(KEY, "blocked");
        assertEquals("blocked", two.keep(KEY, "channels-last"), "the other process was first");
        assertEquals("tiles", two.keep("other", "tiles"));
        TuningCache three = new TuningCache(file(), "zen5");
        assertEquals(List.of("blocked", "tiles"), List.of(three.choice(KEY), three.choice("other")));
        assertEquals("tiles", one.keep("other", "plain"));
    }

    @Test
    void holdsForOneMachineAlone() {
        new TuningCache(file(), "zen5").keep(KEY, "blocked");
        TuningCache other = new TuningCache(file(), "zen4");
        assertNull(other.choice(KEY));
        assertEquals("tiles", other.keep(KEY, "tiles"));
        assertNull(new TuningCache(file(), "zen5").choice(KEY));
    }

    @Test
    void startsAnewWhereNothingCanBeRead() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "holds-for=zen5\nfact.key=\\u00zz");
        TuningCache cache = new TuningCache(file(), "zen5");
        assertNull(cache.choice("key"));
        cache.keep("key", "tiles");
        assertEquals("tiles", new TuningCache(file(), "zen5").choice("key"));
    }

    @Test
    void worksInMemoryWhereNothingCanBeKept() throws IOException {
        TuningCache nowhere = new TuningCache(null, "zen5");
        assertEquals("tiles", nowhere.keep(KEY, "tiles"));
        assertEquals("tiles", nowhere.choice(KEY));

        Path taken = Files.writeString(folder.resolve("taken"), "a file, not a folder");
        TuningCache stuck = new TuningCache(taken.resolve("tuning"), "zen5");
        assertEquals("tiles", stuck.keep(KEY, "tiles"));
        assertEquals("tiles", stuck.choice(KEY));
        assertEquals("a file, not a folder", Files.readString(taken));
    }
}
