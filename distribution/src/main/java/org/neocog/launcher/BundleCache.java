package org.neocog.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A framework's storage, for one process at a time. A framework must be the only writer of its storage, so there are
 * several, numbered, each with a lock file: a process takes the first that is free, and makes one if none is. With the
 * process, however it ends, the lock goes, and the next one finds all bundles installed already.
 */
final class BundleCache implements AutoCloseable {
    private static final int MOST = 1000;

    private final Path folder;
    private final Path marker;
    private final FileChannel lock;
    private final String content;

    private BundleCache(Path folder, FileChannel lock, String content) {
        this.folder = folder;
        this.marker = folder.resolveSibling(folder.getFileName() + ".content");
        this.lock = lock;
        this.content = content;
    }

    /**
     * Takes a storage. If it does not hold what is wanted, it is empty.
     *
     * @param parent where they are
     * @param family the beginning of the name; storages of different families do not replace each other
     * @param content what is to be installed, in a line
     */
    static BundleCache take(Path parent, String family, String content) throws IOException {
        Files.createDirectories(parent);
        for (int number = 0; number < MOST; number++) {
            Path folder = parent.resolve(family + "-" + number);
            FileChannel lock = lock(folder.resolveSibling(folder.getFileName() + ".lock"));
            if (lock != null) {
                BundleCache cache = new BundleCache(folder, lock, content);
                if (!cache.isComplete()) {
                    Files.deleteIfExists(cache.marker);
                    Folders.delete(folder);
                }
                return cache;
            }
        }
        throw new IOException(parent + ": must have a free storage, but " + MOST + " are in use");
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null; // by this process
        } finally {
            if (held == null) {
                channel.close();
            }
        }
        return held == null ? null : channel;
    }

    /** The framework's folder. */
    Path folder() {
        return folder;
    }

    /** Whether all that is wanted is installed there. */
    boolean isComplete() throws IOException {
        try {
            return Files.readAllLines(marker).equals(List.of(content));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Remembers that all that is wanted is installed there. */
    void complete() throws IOException {
        Files.write(marker, List.of(content));
    }

    /** Lets another process have it. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
