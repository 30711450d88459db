package org.neocog.dataset.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.Shape;

/**
 * A dataset out of idx files, held in memory as it is in the files: one byte per pixel.
 *
 * <p>Images have three dimensions {@code [N, H, W]} and one channel, or four {@code [N, C, H, W]}.
 *
 * <p>C1. The folder and both files of every split are there.<br>
 * C2. Every file is whole, with the magic number of its kind.<br>
 * C3. A split has as many images as labels, at least one.<br>
 * C4. Labels are from 0 to the number of classes - 1.<br>
 * C5. The images of all splits have one shape.
 *
 * <p>The fingerprint is the SHA-256 over the decompressed files: images, then labels, split by split.
 */
public final class IdxDataset implements FixedSizeDataset {
    private final IdxSource source;
    private final Shape imageShape;
    private volatile Map<String, Split> splits;
    private @Nullable String fingerprint;

    private record Split(IdxImages images, IdxArray labels) {}

    private IdxDataset(IdxSource source, Shape imageShape, Map<String, Split> splits) {
        this.source = source;
        this.imageShape = imageShape;
        this.splits = splits;
    }

    /**
     * Reads and checks all files.
     *
     * @throws IdxException if a constraint does not hold
     */
    public static IdxDataset read(IdxSource source) throws IdxException {
        requireFolder(source);
        Map<String, Split> splits = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        for (String prefix : source.prefixes().values()) {
            files.add(find(source, prefix, "images", "idx3-ubyte", "idx4-ubyte"));
            files.add(find(source, prefix, "labels", "idx1-ubyte"));
        }
        List<Outcome> outcomes = readAll(source, files);
        int next = 0;
        for (Map.Entry<String, String> entry : source.prefixes().entrySet()) {
            Path imageFile = files.get(next);
            IdxImages images = Objects.requireNonNull(outcomes.get(next++).images, "read or failed");
            Path labelFile = files.get(next);
            IdxArray labels = Objects.requireNonNull(outcomes.get(next++).labels, "read or failed");
            checkCounts(source, imageFile, images, labelFile, labels);
            checkLabels(source, labelFile, labels);
            splits.put(entry.getKey(), new Split(images, labels));
            shapes.put(entry.getKey(), shape(images.dims()));
        }
        if (shapes.values().stream().distinct().count() != 1) {
            throw new IdxException(source.name() + ": the images of all splits must have one shape, but " + shapes
                    + ". Put files of one dataset together. [C5]");
        }
        return new IdxDataset(source, shapes.values().iterator().next(), splits);
    }

    /** What is in a file, or why nothing is. */
    private record Outcome(
            @Nullable IdxImages images,
            @Nullable IdxArray labels,
            @Nullable IdxException failure) {}

    /** Reads images and labels in turn, several files at once: decompressing them takes the time. */
    private static List<Outcome> readAll(IdxSource source, List<Path> files) throws IdxException {
        List<Outcome> outcomes = IntStream.range(0, files.size())
                .parallel()
                .mapToObj(i -> readOne(source, files.get(i), i % 2 == 0))
                .toList();
        for (Outcome outcome : outcomes) {
            if (outcome.failure != null) {
                throw outcome.failure;
            }
        }
        return outcomes;
    }

    private static Outcome readOne(IdxSource source, Path file, boolean images) {
        try {
            return images
                    ? new Outcome(IdxFile.readImages(source.name(), file, 3, 4), null, null)
                    : new Outcome(null, IdxFile.read(source.name(), file, 1), null);
        } catch (IdxException e) {
            return new Outcome(null, null, e);
        }
    }

    private static void requireFolder(IdxSource source) throws IdxException {
        Path folder = source.folder();
        if (!Files.exists(folder)) {
            throw new IdxException(source.name() + ": the folder must exist, but path=" + folder + " does not. "
                    + source.remedy() + " [C1]");
        }
        if (!Files.isDirectory(folder)) {
            throw new IdxException(source.name() + ": path must be a folder, but path=" + folder + " is a file. "
                    + source.remedy() + " [C1]");
        }
    }

    private static Path find(IdxSource source, String prefix, String kind, String... endings) throws IdxException {
        List<String> names = new ArrayList<>();
        for (String ending : endings) {
            for (String separator : new String[] {"-", "."}) {
                names.add(prefix + "-" + kind + separator + ending);
                names.add(prefix + "-" + kind + separator + ending + ".gz");
            }
        }
        for (String name : names) {
            Path file = source.folder().resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IdxException(source.name() + ": " + names.get(0) + " must be there, but " + source.folder()
                + " has none of " + names + ". " + source.remedy() + " [C1]");
    }

    private static void checkCounts(IdxSource source, Path imageFile, IdxImages images, Path labelFile, IdxArray labels)
            throws IdxException {
        if (images.isEmpty()) {
            throw new IdxException(source.name() + ": " + imageFile.getFileName()
                    + " must hold at least one pixel, but its sizes are " + shapeOf(images) + ". Fetch it again. [C3]");
        }
        if (images.count() != labels.count()) {
            throw new IdxException(
                    source.name() + ": images and labels must be equally many, but " + imageFile.getFileName()
                            + " has " + images.count() + " and " + labelFile.getFileName() + " has " + labels.count()
                            + ". Put the files of one split together. [C3]");
        }
    }

    private static void checkLabels(IdxSource source, Path labelFile, IdxArray labels) throws IdxException {
        int classes = source.classNames().size();
        int largest = -1;
        int at = -1;
        byte[] data = labels.data();
        for (int i = 0; i < data.length; i++) {
            if ((data[i] & 0xff) > largest) {
                largest = data[i] & 0xff;
                at = i;
            }
        }
        if (largest >= classes) {
            throw new IdxException(
                    source.name() + ": labels must be from 0 to " + (classes - 1) + ", but " + labelFile.getFileName()
                            + " has " + largest + " at index " + at + ". Set classes to at least " + (largest + 1)
                            + ", or check the file. [C4]");
        }
    }

    private static Shape shape(int[] dims) {
        return dims.length == 3 ? Shape.of(1, dims[1], dims[2]) : Shape.of(dims[1], dims[2], dims[3]);
    }

    private static Shape shapeOf(IdxImages images) {
        return Shape.of(IntStream.of(images.dims()).asLongStream().toArray());
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public List<String> splits() {
        return List.copyOf(source.prefixes().keySet());
    }

    @Override
    public long size(String split) {
        return split(split).labels.count();
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        Split from = split(split);
        IdxImages images = from.images;
        byte[] labels = from.labels.data();
        if (!target.imageShape().equals(imageShape)) {
            throw new IllegalArgumentException(
                    source.name() + ": the batch must have images of the dataset's shape, but dataset=" + imageShape
                            + ", batch=" + target.imageShape() + ". Allocate it for imageShape().");
        }
        for (int i = 0; i < count; i++) {
            long index = indices[i];
            if (index < 0 || index >= labels.length) {
                throw new IndexOutOfBoundsException(source.name() + ": an index must be from 0 to "
                        + (labels.length - 1) + ", but index=" + index + " (split " + split + ").");
            }
            target.setPixels(i, images.block((int) index), images.offset((int) index));
            target.setLabel(i, labels[(int) index] & 0xff);
        }
        target.setCount(count);
    }

    private Split split(String name) {
        Map<String, Split> open = splits;
        if (open.isEmpty()) {
            throw new IllegalStateException(source.name() + ": used after close. Open the dataset again.");
        }
        Split split = open.get(name);
        if (split == null) {
            throw new IllegalArgumentException(
                    source.name() + ": split must be one of " + splits() + ", but split=" + name + ". Change split.");
        }
        return split;
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = sha256();
            for (String name : splits()) {
                Split split = split(name);
                digest.update(IdxArray.header(split.images.dims()));
                for (byte[] block : split.images.blocks()) {
                    digest.update(block);
                }
                digest.update(split.labels.header());
                digest.update(split.labels.data());
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "idx: every Java platform has SHA-256, but this one does not. Use another.", e);
        }
    }

    /** Lets the memory go. Closing twice does nothing. */
    @Override
    public void close() {
        splits = Map.of();
    }
}
