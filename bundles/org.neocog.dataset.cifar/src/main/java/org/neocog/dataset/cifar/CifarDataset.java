package org.neocog.dataset.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.Shape;

/**
 * CIFAR-10 or CIFAR-100, a split held in memory as it is in the files, one byte per pixel, from the first time that it is read.
 *
 * <p>C1. Every file is there, once.<br>
 * C2. An archive is whole.<br>
 * C3. A file is whole records, at least one; a split has at most 2^31-9 bytes.<br>
 * C4. Labels are from 0 to the number of classes - 1, also those that are not used.<br>
 * C5. The file of class names, if it is there, has one for each class.<br>
 * C6. The files stay as they are until a split is in memory.
 *
 * <p>All but C6 are checked on opening. The fingerprint is the SHA-256 over the SHA-256 sums of the files, split by split, and what the
 * labels are called; a folder and its archive have the same.
 */
final class CifarDataset implements FixedSizeDataset {
    private final CifarLayout layout;
    private final CifarFiles files;
    private final CifarCheck check;
    private final Map<String, Split> splits = new LinkedHashMap<>();
    private volatile boolean closed;

    /** One split, in memory once it is read. */
    private static final class Split {
        private final List<String> names;
        private final int bytes;
        private volatile byte @Nullable [] records;

        Split(List<String> names, int bytes) {
            this.names = names;
            this.bytes = bytes;
        }
    }

    private CifarDataset(CifarLayout layout, CifarFiles files, CifarCheck check) throws CifarException {
        this.layout = layout;
        this.files = files;
        this.check = check;
        for (Map.Entry<String, List<String>> entry : layout.splits().entrySet()) {
            long bytes = entry.getValue().stream()
                    .mapToLong(name -> check.facts(name).bytes())
                    .sum();
            if (bytes > Integer.MAX_VALUE - 8) {
                throw new CifarException(layout.name() + ": a split must have at most " + (Integer.MAX_VALUE - 8)
                        + " bytes, but " + entry.getValue() + " have " + bytes + ". Take smaller files. [C3]");
            }
            splits.put(entry.getKey(), new Split(entry.getValue(), (int) bytes));
        }
    }

    /**
     * Checks all files.
     *
     * @throws CifarException if a constraint does not hold
     */
    static CifarDataset open(CifarLayout layout, Path path) throws CifarException {
        CifarFiles files = CifarFiles.find(layout, path);
        return new CifarDataset(layout, files, new CifarCheck(layout, files));
    }

    @Override
    public Shape imageShape() {
        return CifarLayout.IMAGE;
    }

    @Override
    public List<String> classNames() {
        return check.classNames();
    }

    @Override
    public List<String> splits() {
        return List.copyOf(splits.keySet());
    }

    @Override
    public long size(String split) {
        return split(split).bytes / layout.recordBytes();
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        byte[] records = records(split(split));
        if (!target.imageShape().equals(CifarLayout.IMAGE)) {
            throw new IllegalArgumentException(
                    layout.name() + ": the batch must have images of the dataset's shape, but dataset="
                            + CifarLayout.IMAGE + ", batch=" + target.imageShape() + ". Allocate it for imageShape().");
        }
        int size = layout.recordBytes();
        for (int i = 0; i < count; i++) {
            long index = indices[i];
            if (index < 0 || index >= records.length / size) {
                throw new IndexOutOfBoundsException(layout.name() + ": an index must be from 0 to "
                        + (records.length / size - 1) + ", but index=" + index + " (split " + split + ").");
            }
            int at = (int) index * size;
            target.setPixels(i, records, at + layout.labels().size());
            target.setLabel(i, records[at + layout.used()] & 0xff);
        }
        target.setCount(count);
    }

    private Split split(String name) {
        if (closed) {
            throw new IllegalStateException(layout.name() + ": used after close. Open the dataset again.");
        }
        Split split = splits.get(name);
        if (split == null) {
            throw new IllegalArgumentException(
                    layout.name() + ": split must be one of " + splits() + ", but split=" + name + ". Change split.");
        }
        return split;
    }

    private byte[] records(Split split) {
        byte[] records = split.records;
        if (records != null) {
            return records;
        }
        synchronized (split) {
            records = split.records;
            if (records == null) {
                records = load(split);
                split.records = records;
            }
            return records;
        }
    }

    private byte[] load(Split split) {
        byte[] records = new byte[split.bytes];
        Map<String, Integer> places = new HashMap<>();
        int place = 0;
        for (String name : split.names) {
            places.put(name, place);
            place += (int) check.facts(name).bytes();
        }
        try {
            files.forEach(split.names, (name, content) -> {
                Integer at = places.remove(name);
                if (at == null || !isSame(check.facts(name), content, records, at)) {
                    throw changed(List.of(name));
                }
            });
            if (!places.isEmpty()) {
                throw changed(List.copyOf(places.keySet()));
            }
        } catch (CifarException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return records;
    }

    private CifarException changed(List<String> names) {
        return new CifarException(layout.name() + ": files must stay as they are while the dataset is open, but "
                + names + " of " + files.place() + " changed. Open the dataset again. [C6]");
    }

    /** Reads a file to its place and says whether it is the one that was checked. */
    private static boolean isSame(CifarCheck.Facts facts, InputStream content, byte[] records, int at)
            throws IOException {
        int bytes = (int) facts.bytes();
        if (content.readNBytes(records, at, bytes) != bytes || content.read() >= 0) {
            return false;
        }
        MessageDigest digest = CifarCheck.sha256();
        digest.update(records, at, bytes);
        return CifarCheck.hex(digest).equals(facts.sha256());
    }

    @Override
    public String fingerprint() {
        MessageDigest digest = CifarCheck.sha256();
        layout.dataFiles()
                .forEach(name ->
                        digest.update(HexFormat.of().parseHex(check.facts(name).sha256())));
        digest.update(layout.usedLabels().what().getBytes(StandardCharsets.UTF_8));
        return CifarCheck.hex(digest);
    }

    /** Lets the memory go. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        splits.values().forEach(split -> split.records = null);
    }
}
