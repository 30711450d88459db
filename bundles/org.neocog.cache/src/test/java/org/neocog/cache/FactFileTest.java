package org.neocog.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactFileTest {
    private static final Map<String, String> FACTS =
            Map.of("first", "one", "name = with #1: \u00e9 \n", " value\t= with \\u00zz\r\n ", "empty", "");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("made").resolve("facts");
    }

    private FactFile facts(String holdsFor) {
        return new FactFile(file(), holdsFor);
    }

    private List<Path> filesBeside() throws IOException {
        try (Stream<Path> files = Files.list(file().getParent())) {
            return files.toList();
        }
    }

    @Test
    void areReadAsTheyWereWritten() throws IOException {
        assertEquals(Optional.empty(), facts("zen5").read());
        facts("zen5").write(FACTS);
        assertEquals(Optional.of(FACTS), facts("zen5").read());
        assertEquals(List.of(file()), filesBeside(), "nothing else is left");
    }

    @Test
    void mayBeNone() {
        facts("zen5").write(Map.of());
        assertEquals(Optional.of(Map.of()), facts("zen5").read());
    }

    @Test
    void replaceThoseOfBefore() {
        facts("zen5").write(FACTS);
        facts("zen5").write(Map.of("second", "two"));
        assertEquals(Optional.of(Map.of("second", "two")), facts("zen5").read());
    }

    @Test
    void holdForWhatTheyWereFoundOn() {
        facts("zen5, \u00e9").write(FACTS);
        assertEquals(Optional.empty(), facts("zen4").read());
        assertEquals(Optional.of(FACTS), facts("zen5, \u00e9").read());
        assertEquals(Optional.of("zen5, \u00e9"), FactFile.holdsFor(file()));
        facts("zen4").write(Map.of("first", "four"));
        assertEquals(Optional.empty(), facts("zen5, \u00e9").read());
        assertEquals(Optional.empty(), FactFile.holdsFor(folder.resolve("none")));
    }

    @Test
    void lieSideBySideInAFolderForAll() throws IOException {
        FactFile.in(file().getParent(), "zen5").write(FACTS);
        FactFile.in(file().getParent(), "zen4").write(Map.of());
        assertEquals(Optional.of(FACTS), FactFile.in(file().getParent(), "zen5").read());
        assertEquals(
                Optional.of(Map.of()), FactFile.in(file().getParent(), "zen4").read());
        assertEquals(2, filesBeside().size());
    }

    @Test
    void areForgotten() {
        facts("zen5").delete();
        facts("zen5").write(FACTS);
        facts("zen5").delete();
        assertFalse(Files.exists(file()));
        assertEquals(Optional.empty(), facts("zen5").read());
    }

    @Test
    void countAsAbsentWhereTheFileIsCutOff() throws IOException {
        facts("zen5").write(FACTS);
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length - System.lineSeparator().length(); length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), facts("zen5").read(), "the first " + length + " bytes");
        }
    }

    @Test
    void countAsAbsentWhereAByteIsAnother() throws IOException {
        facts("zen5").write(Map.of("first", "one"));
        byte[] whole = Files.readAllBytes(file());
        int start = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        for (int i = start; i < whole.length - 1; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file(), damaged);
            Optional<Map<String, String>> read = facts("zen5").read();
            assertTrue(read.isEmpty() || read.get().equals(Map.of("first", "one")), "byte " + i + ": " + read);
        }
        Files.write(file(), new byte[whole.length]);
        assertEquals(Optional.empty(), facts("zen5").read(), "zeros");
        facts("zen5").write(FACTS);
        assertEquals(Optional.of(FACTS), facts("zen5").read(), "a damaged file is replaced");
    }

    @Test
    void areMissedWhereNothingCanBeWritten() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "a file, not a folder");
        FactFile stuck = new FactFile(taken.resolve("facts"), "zen5");
        stuck.write(FACTS);
        assertEquals(Optional.empty(), stuck.read());
        stuck.delete();
        assertEquals("a file, not a folder", Files.readString(taken));

        Files.createDirectories(file().resolve("a folder, not a file"));
        facts("zen5").write(FACTS);
        assertEquals(Optional.empty(), facts("zen5").read());
        assertEquals(List.of(file()), filesBeside(), "what was begun is taken away");
    }

    @Test
    void areWholeWhoeverWrites() throws IOException, InterruptedException, ExecutionException {
        List<Map<String, String>> sets = new ArrayList<>();
        for (String writer : List.of("a", "b")) {
            Map<String, String> set = new TreeMap<>();
            for (int i = 0; i < 500; i++) {
                set.put("fact " + i, writer);
            }
            sets.add(set);
        }
        facts("zen5").write(sets.get(0));
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (Map<String, String> set : sets) {
                ends.add(writers.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        facts("zen5").write(set);
                    }
                }));
            }
            do {
                assertTrue(sets.contains(facts("zen5").read().orElse(Map.of())), "one of both, and whole");
            } while (!ends.stream().allMatch(Future::isDone));
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            writers.shutdown();
        }
        assertEquals(List.of(file()), filesBeside());
    }

    @Test
    void theFolderIsThatOfTheProcess() {
        String before = System.getProperty(FactFile.FOLDER_PROPERTY);
        try {
            System.clearProperty(FactFile.FOLDER_PROPERTY);
            assertEquals(Optional.empty(), FactFile.folder());
            System.setProperty(FactFile.FOLDER_PROPERTY, folder.toString());
            assertEquals(Optional.of(folder), FactFile.folder());
        } finally {
            if (before == null) {
                System.clearProperty(FactFile.FOLDER_PROPERTY);
            } else {
                System.setProperty(FactFile.FOLDER_PROPERTY, before);
            }
        }
    }
}
