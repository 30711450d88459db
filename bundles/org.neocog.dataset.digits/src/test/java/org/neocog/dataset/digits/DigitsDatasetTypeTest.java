package org.neocog.dataset.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class DigitsDatasetTypeTest {
    private static final String KEY = "v1-seed1-60-20";

    private final DigitsDatasetType type = new DigitsDatasetType(Map.of());
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(DigitsDatasetType.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.WARNING) {
                warnings.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path cache;

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        System.clearProperty(DigitsDatasetType.CACHE_PROPERTY);
    }

    private Options small(Object... more) {
        List<Object> options = new ArrayList<>(List.of("train-size", 60, "test-size", 20));
        options.addAll(Arrays.asList(more));
        return Options.of(type.schema(), options.toArray());
    }

    private Options cached() {
        return small("cache", cache.toString());
    }

    private String open() {
        try (FixedSizeDataset dataset = type.open(cached())) {
            return dataset.fingerprint();
        }
    }

    private List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isADatasetOfTenDigits() {
        try (FixedSizeDataset dataset = type.open(cached());
                BufferAllocator allocator = NeocogAllocators.root("digits-test", 1 << 20);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), 10)) {
            assertEquals("digits", type.name());
            assertEquals(Shape.of(1, 28, 28), dataset.imageShape());
            assertEquals(60, dataset.size("train"));
            assertEquals(20, dataset.size("test"));
            assertEquals(10, dataset.classNames().size());
            DigitsGenerator.Examples expected = new DigitsGenerator(1).generate(1, 20);
            dataset.read("test", new long[] {17}, 1, batch);
            assertEquals(expected.labels().data()[17], batch.label(0));
            byte[] image = new byte[784];
            batch.getPixels(0, image);
            assertTrue(Arrays.equals(Arrays.copyOfRange(expected.images().data(), 17 * 784, 18 * 784), image));
        }
    }

    @Test
    void defaultsAreTenThousandAndTwoThousand() {
        Options options = Options.of(type.schema());
        assertEquals(1L, options.get(DigitsDatasetType.SEED));
        assertEquals(10_000, options.get(DigitsDatasetType.TRAIN_SIZE));
        assertEquals(2_000, options.get(DigitsDatasetType.TEST_SIZE));
    }

    @Test
    void drawsOnceAndReadsAgain() throws IOException {
        String fingerprint = open();
        Path images = cache.resolve(KEY).resolve("train-images-idx3-ubyte.gz");
        FileTime written = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(images, written);
        assertEquals(fingerprint, open());
        assertEquals(written, Files.getLastModifiedTime(images));
        assertEquals(List.of(KEY), names(cache));
        assertEquals(
                List.of(
                        "t10k-images-idx3-ubyte.gz",
                        "t10k-labels-idx1-ubyte.gz",
                        "train-images-idx3-ubyte.gz",
                        "train-labels-idx1-ubyte.gz"),
                names(cache.resolve(KEY)));
        assertEquals(List.of(), warnings);
    }

    @Test
    void eachSeedHasItsOwnFolder() throws IOException {
        String one = open();
        try (FixedSizeDataset two = type.open(small("cache", cache.toString(), "seed", -7))) {
            assertTrue(!one.equals(two.fingerprint()));
        }
        assertEquals(List.of("v1-seed-7-60-20", KEY), names(cache));
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate", "flip", "delete", "swap", "foreign"})
    void aDamagedCacheIsDrawnAgain(String damage) throws IOException {
        String fingerprint = open();
        Path images = cache.resolve(KEY).resolve("train-images-idx3-ubyte.gz");
        byte[] bytes = Files.readAllBytes(images);
        switch (damage) {
            case "truncate" -> Files.write(images, Arrays.copyOf(bytes, bytes.length / 2));
            case "flip" -> {
                bytes[bytes.length / 2] ^= 4;
                Files.write(images, bytes);
            }
            case "delete" -> Files.delete(images);
            case "swap" ->
                Files.copy(
                        cache.resolve(KEY).resolve("train-labels-idx1-ubyte.gz"),
                        images,
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            default -> {
                try (FixedSizeDataset other = type.open(small("cache", cache.toString(), "seed", 1, "test-size", 30))) {
                    assertEquals(30, other.size("test"));
                }
                for (String name : names(cache.resolve("v1-seed1-60-30"))) {
                    Files.copy(
                            cache.resolve("v1-seed1-60-30").resolve(name),
                            cache.resolve(KEY).resolve(name),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        assertEquals(fingerprint, open());
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(
                warnings.get(0).startsWith("The cached digits are damaged and are drawn again. digits: "),
                warnings.get(0));
        assertEquals(fingerprint, open());
        assertEquals(1, warnings.size());
    }

    @Test
    void severalMayOpenAtOnce() throws Exception {
        List<String> fingerprints = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> fingerprints.add(open())))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(4, fingerprints.size());
        assertEquals(1, fingerprints.stream().distinct().count());
        assertEquals(List.of(KEY), names(cache));
    }

    @Test
    void theCacheIsWhereThePropertyOrTheEnvironmentSays() throws IOException {
        System.setProperty(
                DigitsDatasetType.CACHE_PROPERTY, cache.resolve("property").toString());
        type.open(small()).close();
        assertEquals(List.of(KEY), names(cache.resolve("property/digits")));
        System.clearProperty(DigitsDatasetType.CACHE_PROPERTY);
        new DigitsDatasetType(Map.of("XDG_CACHE_HOME", cache.resolve("xdg").toString()))
                .open(small())
                .close();
        assertEquals(List.of(KEY), names(cache.resolve("xdg/neocog/digits")));
        String home = System.getProperty("user.home");
        System.setProperty("user.home", cache.resolve("home").toString());
        try {
            type.open(small()).close();
        } finally {
            System.setProperty("user.home", home);
        }
        assertEquals(List.of(KEY), names(cache.resolve("home/.cache/neocog/digits")));
    }

    @Test
    void refusesACacheThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        ConfigException refusal = assertThrows(ConfigException.class, () -> type.open(small("cache", file.toString())));
        assertEquals(
                "digits: the cache folder must be writable, but cache=" + file
                        + " gave java.nio.file.FileAlreadyExistsException: " + file
                        + ". Set cache to a folder that is.",
                refusal.problems().get(0).message());
    }

    @Test
    void refusesAReadOnlyCache() throws IOException {
        Path folder = Files.createDirectory(cache.resolve("read-only"));
        assertTrue(folder.toFile().setWritable(false));
        assumeFalse(Files.isWritable(folder), "SKIPPED: this user may write everywhere");
        ConfigException refusal =
                assertThrows(ConfigException.class, () -> type.open(small("cache", folder.toString())));
        assertTrue(refusal.getMessage().contains("AccessDeniedException"), refusal.getMessage());
    }

    @Test
    void refusesSizesOutOfRange() {
        assertEquals(
                "train-size must be at least 1, but train-size=0.",
                assertThrows(ConfigException.class, () -> Options.of(type.schema(), "train-size", 0))
                        .problems()
                        .get(0)
                        .message());
        assertEquals(
                "test-size must be at most 1000000, but test-size=1000001.",
                assertThrows(ConfigException.class, () -> Options.of(type.schema(), "test-size", 1_000_001))
                        .problems()
                        .get(0)
                        .message());
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() {
        return new DatasetContract(() -> type.open(cached()))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }
}
