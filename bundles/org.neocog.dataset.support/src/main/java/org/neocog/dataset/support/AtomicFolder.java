package org.neocog.dataset.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folders that are there whole or not at all: filled under another name, flushed to the disk, then renamed. Several processes may publish
 * the same folder at once; the first wins and the others drop theirs.
 */
public final class AtomicFolder {
    private AtomicFolder() {}

    /** Fills a folder. */
    @FunctionalInterface
    public interface Content {
        /** Writes all files into {@code folder}, which is there and empty, and flushes each to the disk. */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes {@code folder} with this content, unless it is there by the time the content is ready.
     *
     * @throws IOException if it cannot be written; then nothing of it stays
     */
    public static void publish(Path folder, Content content) throws IOException {
        Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
        Path draft = Files.createDirectory(parent.resolve(hidden(folder)));
        try {
            content.writeTo(draft);
            flush(draft);
            try {
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
                flush(parent);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        } finally {
            delete(draft);
        }
    }

    /** Takes {@code folder} away, if it is there, such that nobody sees half of it. */
    public static void discard(Path folder) throws IOException {
        Path gone = folder.resolveSibling(hidden(folder));
        try {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        delete(gone);
    }

    private static String hidden(Path folder) {
        return "." + folder.getFileName() + "-" + UUID.randomUUID();
    }

    /** Makes the names in a folder durable where the system can (POSIX); elsewhere a folder cannot be opened, and need not be. */
    static void flush(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
