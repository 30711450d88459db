package org.neocog.dataset.imagenet;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Lists folders by name, follows symbolic links within the data folder, and refuses those that lead out of it or round in a circle. What
 * begins with a dot does not count.
 */
final class FolderWalk {
    private static final List<String> ENDINGS = List.of(".jpeg", ".jpg", ".png");
    private static final Comparator<Path> BY_NAME = Comparator.comparing(FolderWalk::name);

    private final String dataset;
    private final Path root;
    private final Path real;

    /** Takes an image file and its size in bytes. */
    interface Visitor {
        void visit(Path file, long bytes) throws ImageFileException;
    }

    /** @throws ImageFileException if the data folder is not there */
    FolderWalk(String dataset, Path root) throws ImageFileException {
        this.dataset = dataset;
        this.root = root;
        try {
            this.real = root.toRealPath();
        } catch (IOException e) {
            throw new ImageFileException(
                    dataset + ": path must be a folder, but path=" + root + " is not there. Correct path.", e);
        }
        if (!Files.isDirectory(real)) {
            throw new ImageFileException(
                    dataset + ": path must be a folder, but path=" + root + " is a file. Correct path.");
        }
    }

    /** The folders in a folder. */
    List<Path> folders(Path folder) throws ImageFileException {
        List<Path> folders = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (attributes(entry).isDirectory()) {
                folders.add(entry);
            }
        }
        return folders;
    }

    /** Visits the image files below a folder, file by file in each folder, folders among them. */
    void visit(Path folder, Visitor visitor) throws ImageFileException {
        visit(folder, visitor, new ArrayList<>());
    }

    private void visit(Path folder, Visitor visitor, List<Object> above) throws ImageFileException {
        Object key = key(folder);
        if (above.contains(key)) {
            throw new ImageFileException(dataset + ": symbolic links must not go round in a circle, but " + folder
                    + " is a folder above itself. Remove the link.");
        }
        above.add(key);
        for (Path entry : entries(folder)) {
            BasicFileAttributes attributes = attributes(entry);
            if (attributes.isDirectory()) {
                visit(entry, visitor, above);
            } else if (isImage(entry)) {
                visitor.visit(entry, attributes.size());
            }
        }
        above.remove(above.size() - 1);
    }

    private Object key(Path folder) throws ImageFileException {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The last word of a path. */
    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    static boolean isImage(Path file) {
        String lower = name(file).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(lower::endsWith);
    }

    private List<Path> entries(Path folder) throws ImageFileException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (!name(entry).startsWith(".")) {
                    entries.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(folder, e);
        }
        entries.sort(BY_NAME);
        return entries;
    }

    /** Of what a link leads to. */
    private BasicFileAttributes attributes(Path path) throws ImageFileException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isSymbolicLink()) {
                return attributes;
            }
            Path target = path.toRealPath();
            if (!target.startsWith(real)) {
                throw new ImageFileException(dataset + ": files must lie within " + root + ", but " + path
                        + " leads to " + target + ". Copy it there, or set path to a folder that holds both.");
            }
            return Files.readAttributes(target, BasicFileAttributes.class);
        } catch (ImageFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private ImageFileException unreadable(Path path, Exception e) {
        return new ImageFileException(
                dataset + ": files and folders must be readable, but " + path + " gave " + e
                        + ". Correct its rights, or remove it if it is a link that leads nowhere or round in a circle.",
                e);
    }
}
