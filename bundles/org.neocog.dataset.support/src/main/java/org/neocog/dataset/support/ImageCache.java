package org.neocog.dataset.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.OneSizeImages;
import org.neocog.dataset.Pipeline;

/**
 * Keeps the images of pipelines as they are when they have come to be of one size, each as a mapped Arrow IPC file, so that they are decoded and
 * resized once.
 *
 * <p>The name of a file holds a hash of all that its images depend on: the dataset's fingerprint, the split, the number of examples, and the
 * transforms before. Another source or another transform is another file. A file is there whole or not at all, and only one process at a time
 * writes it; others wait for it. One that is damaged is written again.
 */
public final class ImageCache {
    /** System property: the folder beneath which this and other caches are. */
    static final String FOLDER_PROPERTY = "neocog.cache";

    private static final System.Logger LOG = System.getLogger(ImageCache.class.getName());
    private static final String KEY = "neocog.cache-key";
    /** Part of the key: goes up with every change that gives other files. */
    private static final int VERSION = 2;

    private static final int HEX_DIGITS = 32;
    private static final ArrowColumns COLUMNS = new ArrowColumns("image", "label", Optional.empty(), Optional.empty());

    private final Path folder;

    public ImageCache(Path folder) {
        this.folder = folder;
    }

    /** The folder unless another one is given: that of the system property, else in the user's cache. */
    public static Path defaultFolder() {
        String set = System.getProperty(FOLDER_PROPERTY, "");
        if (!set.isEmpty()) {
            return Path.of(set, "images");
        }
        String xdg = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
        Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(xdg);
        return base.resolve("neocog").resolve("images");
    }

    /**
     * The images of a pipeline out of the cache; writes them first if they are not there.
     *
     * @param pipeline one whose images {@linkplain OneSizeImages#areSettled are settled}
     * @param transforms a text that says everything of the transforms for any size, and of what becomes of corrupt images
     * @param workers threads that decode, at least 1
     * @param progress told now and then how many of how many images are there while they are written
     * @throws IOException if the file cannot be written, or an image cannot be decoded; the message says all
     */
    public FixedSizeDataset open(Pipeline pipeline, String transforms, int workers, BiConsumer<Long, Long> progress)
            throws IOException {
        String key = key(pipeline, transforms);
        Path file = folder.resolve(pipeline.split() + "-" + key.substring(0, HEX_DIGITS) + ".arrow");
        ArrowImages there = find(file, pipeline, key);
        if (there == null) {
            there = write(file, pipeline, key, workers, progress);
        }
        return new CachedImages(pipeline.dataset(), pipeline.split(), there);
    }

    private ArrowImages write(Path file, Pipeline pipeline, String key, int workers, BiConsumer<Long, Long> progress)
            throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    "cache: its folder must be writable, but " + folder + " gave " + e
                            + ". Set cache: {type: arrow, path: FOLDER} to one that is.",
                    e);
        }
        Path lockFile = folder.resolve("." + file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, file)) {
            ArrowImages other = find(file, pipeline, key);
            if (other != null) {
                return other;
            }
            Path draft = folder.resolve("." + file.getFileName() + ".tmp");
            try {
                new ImageCacheWriter(pipeline, workers, progress).write(draft, metadata(pipeline, key));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                AtomicFolder.flush(folder);
            } finally {
                Files.deleteIfExists(draft);
            }
            return checked(ArrowImages.open("cache", file, COLUMNS), pipeline, key);
        }
    }

    /** With the names of the classes, so that the file is a dataset of its own for whoever reads it as one. */
    private static Map<String, String> metadata(Pipeline pipeline, String key) {
        List<String> names = pipeline.dataset().classNames();
        boolean fit = !names.isEmpty() && names.stream().noneMatch(name -> name.isEmpty() || name.contains("\n"));
        return fit ? Map.of(KEY, key, ArrowImages.CLASS_NAMES, String.join("\n", names)) : Map.of(KEY, key);
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException {
        boolean said = false;
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                LOG.log(System.Logger.Level.DEBUG, "another run of this process writes {0}", file);
            }
            if (!said) {
                LOG.log(System.Logger.Level.INFO, "Waiting for another run that writes " + file + ".");
                said = true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("cache: interrupted while another run wrote " + file + ". Run it again.", e);
            }
        }
    }

    /** What is there, if it is whole and what it must be. */
    private static @Nullable ArrowImages find(Path file, Pipeline pipeline, String key) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return checked(ArrowImages.open("cache", file, COLUMNS), pipeline, key);
        } catch (ArrowImagesException e) {
            LOG.log(System.Logger.Level.WARNING, "The cached images are damaged and are made again. " + e.getMessage());
            return null;
        }
    }

    private static ArrowImages checked(ArrowImages images, Pipeline pipeline, String key) throws ArrowImagesException {
        boolean fits = key.equals(images.metadata().get(KEY))
                && images.size() == pipeline.size()
                && images.element() == OneSizeImages.element(pipeline)
                && images.imageShape().equals(OneSizeImages.shape(pipeline));
        if (!fits) {
            throw new ArrowImagesException("cache: the file must hold the images that its name says, but holds "
                    + images.size() + " of " + images.element() + images.imageShape() + ".");
        }
        return images;
    }

    private static String key(Pipeline pipeline, String transforms) {
        Dataset dataset = pipeline.dataset();
        String all = String.join(
                "\n",
                "version " + VERSION,
                dataset.fingerprint(),
                pipeline.split(),
                Long.toString(pipeline.size()),
                transforms,
                OneSizeImages.element(pipeline) + "" + OneSizeImages.shape(pipeline));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "cache: every Java platform has SHA-256, but this one does not. Use another.", e);
        }
    }
}
