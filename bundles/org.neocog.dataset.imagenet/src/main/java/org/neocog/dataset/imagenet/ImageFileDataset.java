package org.neocog.dataset.imagenet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.ExampleReader;
import org.neocog.image.ImageDecoder;

/**
 * Image files with a label each, decoded when they are read.
 *
 * <p>The fingerprint is the SHA-256 over the names of the classes and, split by split, the paths, sizes and labels of the files, not over what is
 * in them: that is too much to read.
 */
final class ImageFileDataset implements AnySizeDataset {
    private final String name;
    private final Path root;
    private final List<String> classNames;
    private final Map<String, ImageFiles> splits;
    private final Map<String, WholeFiles> whole = new LinkedHashMap<>();
    private final String fingerprint;
    private final FileOptions options;
    private final ImageDecoder decoder;
    private volatile boolean closed;

    /** @param splits found, in order */
    ImageFileDataset(
            String name,
            Path root,
            List<String> classNames,
            LinkedHashMap<String, ImageSplit> splits,
            FileOptions options,
            ImageDecoder decoder) {
        this.name = name;
        this.root = root;
        this.classNames = List.copyOf(classNames);
        this.splits = new LinkedHashMap<>();
        this.options = options;
        this.decoder = decoder;
        MessageDigest digest = ImageSplit.sha256();
        digest.update(String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
        splits.forEach((split, found) -> {
            this.splits.put(split, found.files());
            whole.put(split, new WholeFiles(found.files().size()));
            digest.update(("\n" + split + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(found.digest());
        });
        this.fingerprint = HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public CorruptImages corruptImages() {
        return options.corruptImages();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<String> splits() {
        return List.copyOf(splits.keySet());
    }

    @Override
    public long size(String split) {
        return files(split).size();
    }

    @Override
    public ExampleReader reader(String split) {
        ImageFiles files = files(split);
        return new ImageFileReader(this, split, files, Objects.requireNonNull(whole.get(split)), decoder.open());
    }

    String name() {
        return name;
    }

    Path root() {
        return root;
    }

    long mostPixels() {
        return options.mostPixels();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + ": used after close. Open the dataset again.");
        }
    }

    private ImageFiles files(String split) {
        requireOpen();
        ImageFiles files = splits.get(split);
        if (files == null) {
            throw new IllegalArgumentException(
                    name + ": split must be one of " + splits() + ", but split=" + split + ". Change split.");
        }
        return files;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Readers refuse from now on. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
    }
}
