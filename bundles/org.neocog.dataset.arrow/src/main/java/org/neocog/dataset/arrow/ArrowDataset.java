package org.neocog.dataset.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.support.ArrowImages;
import org.neocog.dataset.support.ArrowImagesException;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * A mapped file for each split. The fingerprint is the SHA-256 over the files, computed when it is first asked for.
 *
 * <p>C1. The images of all splits have one shape and one element type.<br>
 * C2. Labels are below the number of classes.<br>
 * C3. Names of classes differ.
 */
final class ArrowDataset implements FixedSizeDataset {
    private static final int BLOCK = 1 << 20;
    private static final int MOST_UNNAMED = 1 << 20;

    private final Map<String, Path> files;
    private final ArrowImages any;
    private final List<String> classNames;
    private volatile Map<String, ArrowImages> splits;
    private @Nullable String fingerprint;

    private ArrowDataset(
            Map<String, Path> files, Map<String, ArrowImages> splits, ArrowImages any, List<String> classNames) {
        this.files = files;
        this.splits = splits;
        this.any = any;
        this.classNames = classNames;
    }

    /** @throws IllegalArgumentException if a constraint does not hold */
    static ArrowDataset of(
            Map<String, Path> files,
            Map<String, ArrowImages> splits,
            Optional<Integer> classes,
            Optional<List<String>> classNames)
            throws ArrowImagesException {
        ArrowImages any = splits.values().iterator().next();
        Map<String, String> types = new LinkedHashMap<>();
        splits.forEach((split, images) -> types.put(split, images.element() + "" + images.imageShape()));
        if (types.values().stream().distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "arrow: the images of all splits must have one shape and element type, but " + types
                            + ". Put files of one dataset together. [C1]");
        }
        int greatest = splits.values().stream()
                .mapToInt(images -> IntStream.range(0, images.size())
                        .map(images::label)
                        .max()
                        .orElse(0))
                .max()
                .orElse(0);
        List<String> names = classNames.or(any::classNames).orElseGet(() -> numbers(classes.orElse(0), greatest));
        requireLabels(files, splits, classes.orElse(names.size()));
        if (classes.isPresent() && names.size() != classes.get()) {
            names = numbers(classes.get(), greatest);
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException(
                    "arrow: names of classes must differ, but they are " + names + ". Set class-names. [C3]");
        }
        return new ArrowDataset(Map.copyOf(files), new LinkedHashMap<>(splits), any, List.copyOf(names));
    }

    private static List<String> numbers(int classes, int greatest) {
        if (classes == 0 && greatest >= MOST_UNNAMED) {
            throw new IllegalArgumentException("arrow: labels must be numbers of classes, but the greatest is "
                    + greatest + ". Correct the column, or set classes. [C2]");
        }
        return IntStream.range(0, classes == 0 ? greatest + 1 : classes)
                .mapToObj(Integer::toString)
                .toList();
    }

    private static void requireLabels(Map<String, Path> files, Map<String, ArrowImages> splits, int classes) {
        splits.forEach((split, images) -> {
            for (int i = 0; i < images.size(); i++) {
                if (images.label(i) >= classes) {
                    throw new IllegalArgumentException("arrow: " + files.get(split) + ": labels must be from 0 to "
                            + (classes - 1) + ", but record " + i + " has " + images.label(i)
                            + ". Set classes or class-names to as many as there are, or correct the column. [C2]");
                }
            }
        });
    }

    @Override
    public Shape imageShape() {
        return any.imageShape();
    }

    @Override
    public ElementType element() {
        return any.element();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<String> splits() {
        return List.copyOf(open().keySet());
    }

    @Override
    public long size(String split) {
        return images(split).size();
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        ArrowImages images = images(split);
        if (!target.imageShape().equals(imageShape()) || target.element() != element()) {
            throw new IllegalArgumentException("arrow: the batch must have images like the dataset's, but dataset="
                    + element() + imageShape() + ", batch=" + target.element() + target.imageShape()
                    + ". Allocate it for imageShape() and element().");
        }
        for (int i = 0; i < count; i++) {
            images.read(indices[i], target, i);
        }
        target.setCount(count);
    }

    private Map<String, ArrowImages> open() {
        Map<String, ArrowImages> now = splits;
        if (now.isEmpty()) {
            throw new IllegalStateException("arrow: used after close. Open the dataset again.");
        }
        return now;
    }

    private ArrowImages images(String name) {
        ArrowImages images = open().get(name);
        if (images == null) {
            throw new IllegalArgumentException(
                    "arrow: split must be one of " + splits() + ", but split=" + name + ". Change split.");
        }
        return images;
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = sha256();
            for (String split : splits()) {
                digest.update((split + "\n").getBytes(StandardCharsets.UTF_8));
                update(digest, java.util.Objects.requireNonNull(files.get(split)));
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }

    private static void update(MessageDigest digest, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("arrow: " + file + " must be readable, but gave " + e + ". Check it.", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "arrow: every Java platform has SHA-256, but this one does not. Use another.", e);
        }
    }

    /** Lets the mappings go. Closing twice does nothing. */
    @Override
    public void close() {
        splits = Map.of();
    }
}
