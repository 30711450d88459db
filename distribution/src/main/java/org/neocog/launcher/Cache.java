package org.neocog.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The user's cache for one installation and one Java: the start plan, bundle caches, the class archive and log files. Any
 * number of processes use it at once; it can be deleted when none does.
 */
final class Cache implements AutoCloseable {
    private static final String SERVE = "serve";
    private static final Logger LOG = Logger.getLogger(Cache.class.getName());
    private static final String PLAN = "start-plan";
    private static final int LOGS_KEPT = 20;

    private final Path folder;
    private final boolean temporary;

    /**
     * A plan and what it stands for.
     *
     * @param stamp SHA-256 of the files that it was made of
     */
    record Known(StartPlan plan, String stamp) {}

    private Cache(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
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
                    Path folder = Files.createDirectories(wanted.get());
                    if (Files.isWritable(folder)) {
                        return new Cache(folder, false);
                    }
                } catch (IOException e) {
                    LOG.log(Level.FINE, "cache: must be writable, but is not; a temporary one is used", e);
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

    /** The storage for a framework that is to run a plan for a command. */
    BundleCache bundles(Known known, String command) {
        String kind = known.plan().kind(command);
        try {
            if ((command + " ").startsWith(SERVE + " ")) { // a server changes its bundles: each begins anew
                return BundleCache.take(folder.resolve("bundles"), SERVE, known.stamp() + " " + System.nanoTime());
            }
            return BundleCache.take(folder.resolve("bundles"), kind.isEmpty() ? "common" : kind, known.stamp());
        } catch (IOException e) {
            throw new LaunchException(
                    folder + ": must be writable, but is not: " + e
                            + ". Set NEOCOG_CACHE to a folder that can be written.",
                    e);
        }
    }

    Path logs() {
        return folder.resolve("log");
    }

    /** The plan of the last start, if the installation has not changed since. */
    Optional<Known> plan(Installation installation) {
        Optional<Remembered> remembered = remembered();
        return remembered
                .filter(last -> last.signature()
                        .equals(installation.quickSignature(last.known().plan())))
                .map(Remembered::known);
    }

    /** Remembers a plan for the next start. */
    Known remember(Installation installation, StartPlan plan) {
        Known known = new Known(plan, installation.stamp(plan));
        List<String> lines = new ArrayList<>(List.of(known.stamp()));
        lines.addAll(plan.toLines());
        lines.add("");
        lines.addAll(installation.quickSignature(plan).lines().toList());
        try {
            Folders.write(folder.resolve(PLAN), lines);
        } catch (IOException e) {
            LOG.log(Level.INFO, "cache: the start plan cannot be written; the next start reads the features anew", e);
        }
        return known;
    }

    /** The stamp of the last start, whether the installation has changed since or not. */
    Optional<String> lastStamp() {
        return remembered().map(last -> last.known().stamp());
    }

    private record Remembered(Known known, String signature) {}

    private Optional<Remembered> remembered() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(PLAN));
            int gap = lines.indexOf("");
            if (gap < 2) {
                return Optional.empty();
            }
            return StartPlan.fromLines(lines.subList(1, gap))
                    .map(plan -> new Remembered(
                            new Known(plan, lines.get(0)),
                            String.join("\n", lines.subList(gap + 1, lines.size())) + "\n"));
        } catch (IOException e) {
            return Optional.empty(); // the first start
        }
    }

    /** Deletes old logs, or everything if it is temporary. */
    @Override
    public void close() {
        try {
            if (temporary) {
                Folders.delete(folder);
            } else if (Files.isDirectory(logs())) {
                deleteOldLogs();
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "cache: what is left must be deletable, but is not", e);
        }
    }

    private void deleteOldLogs() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(logs())) {
            files = listed.sorted().toList(); // their names begin with the time
        }
        for (Path log : files.subList(0, Math.max(0, files.size() - LOGS_KEPT))) {
            Files.deleteIfExists(log);
        }
    }
}
