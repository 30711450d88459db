package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
    @TempDir
    Path cache;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isThereOnlyWhenItIsWhole() throws IOException {
        Path folder = cache.resolve("a/b/c");
        AtomicFolder.publish(folder, draft -> {
            Files.writeString(draft.resolve("one"), "1");
            assertFalse(Files.exists(folder));
            assertEquals(folder.getParent().toAbsolutePath(), draft.getParent());
        });
        assertEquals("1", Files.readString(folder.resolve("one")));
        try (Stream<Path> files = Files.list(folder.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void contentThatFailsLeavesNothing() throws IOException {
        Path folder = cache.resolve("a");
        IOException full = assertThrows(
                IOException.class,
                () -> AtomicFolder.publish(folder, draft -> {
                    Files.writeString(draft.resolve("one"), "1");
                    throw new IOException("No space left on device");
                }));
        assertEquals("No space left on device", full.getMessage());
        assertEquals(List.of(), names());
    }

    @Test
    void theFirstOfSeveralWins() throws Exception {
        Path folder = cache.resolve("a");
        CyclicBarrier barrier = new CyclicBarrier(4);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        AtomicFolder.publish(folder, draft -> {
                            Files.writeString(draft.resolve("who"), "" + i);
                            Files.writeString(draft.resolve("who-" + i), "");
                            await(barrier);
                        });
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of("a"), names());
        String winner = Files.readString(folder.resolve("who"));
        assertTrue(Files.exists(folder.resolve("who-" + winner)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
        AtomicFolder.publish(folder, draft -> Files.writeString(draft.resolve("who"), "late"));
        assertEquals(winner, Files.readString(folder.resolve("who")));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void discardsTheWholeFolder() throws IOException {
        Path folder = cache.resolve("a");
        AtomicFolder.publish(folder, draft -> {
            Files.createDirectory(draft.resolve("sub"));
            Files.writeString(draft.resolve("sub/one"), "1");
        });
        AtomicFolder.discard(folder);
        assertEquals(List.of(), names());
        AtomicFolder.discard(folder);
        assertEquals(List.of(), names());
    }

    @Test
    void aFileInTheWayIsAnError() throws IOException {
        Path folder = Files.createFile(cache.resolve("a"));
        assertThrows(
                IOException.class,
                () -> AtomicFolder.publish(folder, draft -> Files.writeString(draft.resolve("x"), "")));
        assertEquals(List.of("a"), names());
    }
}
