package org.neocog.dataset.imagenet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The files of one split, as they are found. */
final class ImageSplit {
    private final Path root;
    private final ImageFiles files = new ImageFiles();
    private final MessageDigest digest = sha256();

    ImageSplit(Path root) {
        this.root = root;
    }

    void add(Path file, long bytes, int label) {
        String path =
                root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        files.add(path, label);
        digest.update((path + "\n" + bytes + "\n" + label + "\n").getBytes(StandardCharsets.UTF_8));
    }

    ImageFiles files() {
        return files;
    }

    /** SHA-256 over paths, sizes and labels. Call it once. */
    byte[] digest() {
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "images: every Java platform has SHA-256, but this one does not. Use another.", e);
        }
    }
}
