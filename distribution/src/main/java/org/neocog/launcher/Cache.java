package org.neocog.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The user's cache for one installation and one Java: the start plan, the class archive, log files, and one bundle cache
 * for each process that runs now.
 *
 * <p>A framework's bundle cache has one writer, so each process has its own, fresh; bundles are installed by reference,
 * which makes that as quick as a shared one. It is deleted at the end. What a killed process leaves is recognized by its
 * lock, which is free, and deleted by the next one.
 */
final class Cache implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Cache.class.getName());
    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final String LOCK = "lock";
    private static final String PLAN = "start-plan";
    private static final int LOGS_KEPT = 20;

    private final Path folder;
    private final boolean temporary;
    private final Path process;
    private final FileChannel lock;

    private Cache(Path folder, boolean temporary) throws IOException {
        this.folder = folder;
        this.temporary = temporary;
        Path processes = Files.createDirectories(folder.resolve("processes"));
        // The time tells processes of different containers with one cache apart.
        this.process =
                Files.createDirectory(processes.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime()));
        this.lock = FileChannel.open(process.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.tryLock(); // where the file system has no locks, YOUNG and the deletion's failure have to do
    }

    /**
     * Opens the cache.
     *
     * @param wanted the folder to use; a temporary one is used if it cannot be written, or none is wanted
     */
    static Cache open(Optional<Path> wanted) {
        try {
            if (wanted.isPresent()) {
                try {
                    return new Cache(Files.createDirectories(wanted.get()), false);
                } catch (IOException e) {
                    LOG.log(
                            Level.FINE,
                            "cache: must be writable, but is not; a temporary one is used: " + wanted.get(),
                            e);
                }
            }
            return new Cache(Files.createTempDirectory("neocog-"), true);
        } catch (IOException e) {
            throw new LaunchException(
                    "cache: the temporary folder must be writable, but is not: " + e
                            + ". Set NEOCOG_CACHE to a folder that can be written.",
                    e);
        }
    }

    /** Where the framework keeps what it must, for this process alone. */
    Path bundles() {
        return process.resolve("bundles");
    }

    Path logs() {
        return folder.resolve("log");
    }

    Path folder() {
        return folder;
    }

    /** The plan of the last start, if the installation has not changed since. */
    Optional<StartPlan> plan(Installation installation) {
        Optional<Remembered> remembered = remembered();
        return remembered
                .filter(last -> last.signature().equals(installation.quickSignature(last.plan())))
                .map(Remembered::plan);
    }

    /**
     * Remembers a plan for the next start.
     *
     * @return whether the contents differ from what was remembered before
     */
    boolean remember(Installation installation, StartPlan plan) {
        String stamp = installation.stamp(plan);
        boolean changed = remembered().map(last -> !last.stamp().equals(stamp)).orElse(true);
        List<String> lines = new ArrayList<>(List.of(stamp));
        lines.addAll(plan.toLines());
        lines.add("");
        lines.addAll(installation.quickSignature(plan).lines().toList());
        try {
            Folders.write(folder.resolve(PLAN), lines);
        } catch (IOException e) {
            LOG.log(
                    Level.INFO,
                    "cache: the start plan must be written, but cannot be; the next start reads the features anew",
                    e);
        }
        return changed;
    }

    private record Remembered(String stamp, StartPlan plan, String signature) {}

    private Optional<Remembered> remembered() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(PLAN));
            int gap = lines.indexOf("");
            if (gap < 2) {
                return Optional.empty();
            }
            return StartPlan.fromLines(lines.subList(1, gap))
                    .map(plan -> new Remembered(
                            lines.get(0), plan, String.join("\n", lines.subList(gap + 1, lines.size())) + "\n"));
        } catch (IOException e) {
            return Optional.empty(); // the first start
        }
    }

    /** Deletes this process's part, what killed processes left, and old logs. */
    @Override
    public void close() {
        try {
            lock.close();
            Folders.delete(temporary ? folder : process);
            if (!temporary) {
                sweep();
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "cache: what is left must be deletable, but is not", e);
        }
    }

    private void sweep() throws IOException {
        for (Path other : list(folder.resolve("processes"))) {
            if (isOld(other) && isFree(other.resolve(LOCK))) {
                Folders.delete(other);
            }
        }
        List<Path> logs = list(logs());
        for (Path log : logs.subList(0, Math.max(0, logs.size() - LOGS_KEPT))) {
            Files.deleteIfExists(log);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static boolean isOld(Path file) throws IOException {
        return Files.exists(file)
                && Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(Instant.now().minus(YOUNG));
    }

    private static boolean isFree(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }
}
