package org.neocog.dataset.digits;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.support.AtomicFolder;
import org.neocog.dataset.support.IdxDataset;
import org.neocog.dataset.support.IdxException;
import org.neocog.dataset.support.IdxFile;
import org.neocog.dataset.support.IdxSource;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The dataset {@code digits}: handwritten-like digits of 28 x 28 pixels that are drawn, not downloaded; splits {@code train} and {@code
 * test}. Equal bytes for equal seed and sizes, on every machine.
 *
 * <p>They are drawn once and kept as idx files in a cache folder, one sub folder per generator version, seed and sizes, published whole. Files
 * that are damaged are noticed, logged and drawn again.
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + DigitsDatasetType.NAME)
public final class DigitsDatasetType implements DatasetType {
    static final String NAME = "digits";

    /** System property: the folder beneath which this and other caches are. */
    static final String CACHE_PROPERTY = "neocog.cache";

    static final Option<Long> SEED =
            Option.longInteger("seed", "what the digits are drawn from").orElse(1L);
    static final Option<Integer> TRAIN_SIZE = size("train-size", 10_000);
    static final Option<Integer> TEST_SIZE = size("test-size", 2_000);
    static final Option<Path> CACHE = Option.path(
                    "cache",
                    "folder that keeps the drawn files; without it ${XDG_CACHE_HOME}/neocog/digits or ~/.cache/neocog/digits")
            .optional();

    private static final Logger LOG = System.getLogger(DigitsDatasetType.class.getName());
    private static final Schema SCHEMA = Schema.of(SEED, TRAIN_SIZE, TEST_SIZE, CACHE);
    private static final Shape IMAGE = Shape.of(1, DigitPen.SIDE, DigitPen.SIDE);

    private final Map<String, String> environment;

    @Activate
    public DigitsDatasetType() {
        this(System.getenv());
    }

    DigitsDatasetType(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    private static Option<Integer> size(String name, int size) {
        return Option.integer(name, "number of examples of the split")
                .orElse(size)
                .unit("examples")
                .atLeast(1)
                .atMost(1_000_000);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Handwritten-like digits that are drawn from a seed; needs no download.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FixedSizeDataset open(Options options) {
        Path cache = options.find(CACHE).orElseGet(this::defaultCache);
        int trainSize = options.get(TRAIN_SIZE);
        int testSize = options.get(TEST_SIZE);
        Path folder = cache.resolve(
                "v" + DigitsGenerator.VERSION + "-seed" + options.get(SEED) + "-" + trainSize + "-" + testSize);
        try {
            if (Files.exists(folder)) {
                try {
                    return read(folder, trainSize, testSize);
                } catch (IdxException e) {
                    LOG.log(Level.WARNING, "The cached digits are damaged and are drawn again. " + e.getMessage());
                    AtomicFolder.discard(folder);
                }
            }
            draw(folder, options.get(SEED), trainSize, testSize);
            return read(folder, trainSize, testSize);
        } catch (IOException e) {
            ConfigException refusal = options.error(
                    CACHE,
                    "digits: the cache folder must be writable, but cache=" + cache + " gave " + e
                            + ". Set cache to a folder that is.");
            refusal.initCause(e);
            throw refusal;
        }
    }

    private Path defaultCache() {
        String property = System.getProperty(CACHE_PROPERTY, "");
        if (!property.isEmpty()) {
            return Path.of(property, NAME);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(xdg);
        return base.resolve("neocog").resolve(NAME);
    }

    private static void draw(Path folder, long seed, int trainSize, int testSize) throws IOException {
        long start = System.nanoTime();
        DigitsGenerator generator = new DigitsGenerator(seed);
        AtomicFolder.publish(folder, draft -> {
            write(draft, "train", generator.generate(0, trainSize));
            write(draft, "t10k", generator.generate(1, testSize));
        });
        LOG.log(
                Level.INFO,
                "Drew " + (trainSize + testSize) + " digits in " + (System.nanoTime() - start) / 1_000_000 + " ms into "
                        + folder + ".");
    }

    private static void write(Path folder, String prefix, DigitsGenerator.Examples examples) throws IOException {
        IdxFile.write(folder.resolve(prefix + "-images-idx3-ubyte.gz"), examples.images());
        IdxFile.write(folder.resolve(prefix + "-labels-idx1-ubyte.gz"), examples.labels());
    }

    /** Reads the cached files. @throws IdxException if they are damaged, or are not what their folder's name says */
    private static IdxDataset read(Path folder, int trainSize, int testSize) throws IdxException {
        LinkedHashMap<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("train", "train");
        prefixes.put("test", "t10k");
        List<String> classNames =
                IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        IdxDataset dataset = IdxDataset.read(
                new IdxSource(NAME, folder, prefixes, classNames, "Remove the folder, and it is drawn again."));
        if (dataset.size("train") != trainSize
                || dataset.size("test") != testSize
                || !dataset.imageShape().equals(IMAGE)) {
            throw new IdxException("digits: the cached files must be those that the folder's name says, but " + folder
                    + " has train="
                    + dataset.size("train") + ", test=" + dataset.size("test") + ", images=" + dataset.imageShape()
                    + ". Remove the folder, and it is drawn again.");
        }
        return dataset;
    }
}
