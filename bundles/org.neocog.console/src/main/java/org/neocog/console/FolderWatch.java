package org.neocog.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks at the files of a folder now and then and tells what came, changed and went. A file counts once it has been the same at two looks: one that is
 * still being written is left alone. Names that begin with a dot are passed over. Threading: one thread calls {@link #look}.
 */
final class FolderWatch {
    private static final Logger LOG = System.getLogger(FolderWatch.class.getName());

    private final Path folder;
    private final String suffix;
    private final Listener listener;
    private Map<Path, String> last = new HashMap<>();
    private final Map<Path, String> told = new TreeMap<>();

    /** Told of files, in the thread that looks. */
    interface Listener {
        void came(Path file);

        void changed(Path file);

        void went(Path file);
    }

    FolderWatch(Path folder, String suffix, Listener listener) {
        this.folder = folder;
        this.suffix = suffix;
        this.listener = listener;
    }

    /** Compares with the last look. What a listener throws is logged, and the file is not looked at again until it changes. */
    void look() {
        Map<Path, String> now = files();
        for (Path gone :
                told.keySet().stream().filter(file -> !now.containsKey(file)).toList()) {
            told.remove(gone);
            tell(gone, () -> listener.went(gone));
        }
        now.forEach((file, state) -> {
            String before = told.get(file);
            if (state.equals(last.get(file)) && !state.equals(before)) {
                told.put(file, state);
                tell(file, before == null ? () -> listener.came(file) : () -> listener.changed(file));
            }
        });
        last = now;
    }

    private static void tell(Path file, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, file + ": " + e.getMessage());
        }
    }

    private Map<Path, String> files() {
        Map<Path, String> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(suffix) && !name.startsWith(".");
                    })
                    .forEach(file -> {
                        try {
                            BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
                            files.put(file, of.size() + " " + of.lastModifiedTime() + " " + of.fileKey());
                        } catch (NoSuchFileException e) {
                            LOG.log(Level.DEBUG, "gone meanwhile", e);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.log(Level.WARNING, folder + ": must be readable, but is not: " + e);
            return new TreeMap<>(last);
        }
        return files;
    }
}
