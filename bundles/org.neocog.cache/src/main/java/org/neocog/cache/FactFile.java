package org.neocog.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A small file of what was found out about this machine, as texts by name, with what it holds for: the processor, a driver, a version. Provided by the
 * framework.
 *
 * <p>It is a cache. A file that is not there, cannot be read, is damaged, or holds for something else is as good as none, and where none can be written the next
 * start finds out again: nothing here fails, what went wrong is logged at level debug. A sum tells that a file is damaged.
 *
 * <p>Threading: safe, also between processes: a file is replaced as a whole, by whoever comes last.
 */
@ProviderType
public final class FactFile {
    /** System property: folder that the product keeps what it can find again in; without it nothing is kept. */
    public static final String FOLDER_PROPERTY = "neocog.cache";

    private static final System.Logger LOG = System.getLogger(FactFile.class.getName());
    private static final String HOLDS_FOR = "holds-for";
    private static final String SUM = "sum";
    /** Before each name. */
    private static final String FACT = "fact.";

    private static final int HEX_DIGITS = 16;

    private final Path file;
    private final String holdsFor;

    /**
     * A file, which need not be there.
     *
     * @param holdsFor names all that must be the same for the facts to hold
     */
    public FactFile(Path file, String holdsFor) {
        this.file = file.toAbsolutePath();
        this.holdsFor = holdsFor;
    }

    /** The file in a folder where there is one for each text that facts hold for. */
    public static FactFile in(Path folder, String holdsFor) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(holdsFor.getBytes(StandardCharsets.UTF_8));
            return new FactFile(
                    folder.resolve(HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS) + ".properties"), holdsFor);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cache folder of this process, or none. */
    public static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(FOLDER_PROPERTY)).map(Path::of);
    }

    /** What the facts of a file hold for, whatever that is; nothing if the file does not say. */
    public static Optional<String> holdsFor(Path file) {
        return Optional.ofNullable(load(file).getProperty(HOLDS_FOR));
    }

    /** All facts by name, as they were {@linkplain #write written}, or nothing. */
    public Optional<Map<String, String>> read() {
        Properties properties = load(file);
        if (!holdsFor.equals(properties.getProperty(HOLDS_FOR))) {
            return Optional.empty();
        }
        Map<String, String> facts = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(FACT)) {
                facts.put(key.substring(FACT.length()), properties.getProperty(key));
            }
        }
        if (!sum(facts).equals(properties.getProperty(SUM))) {
            LOG.log(System.Logger.Level.DEBUG, "cache: {0} is damaged, and counts as absent", file);
            return Optional.empty();
        }
        return Optional.of(facts);
    }

    /** Nothing where the file is not there or cannot be read. */
    private static Properties load(Path file) {
        Properties properties = new Properties();
        if (!Files.isReadable(file)) {
            return properties;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "cache: " + file + " cannot be read, and counts as absent", e);
            return new Properties();
        }
    }

    /** Keeps these facts, and none that were there before. */
    public void write(Map<String, String> facts) {
        Properties properties = new Properties();
        facts.forEach((name, fact) -> properties.setProperty(FACT + name, fact));
        properties.setProperty(HOLDS_FOR, holdsFor);
        properties.setProperty(SUM, sum(facts));
        try {
            Path folder = file.getParent();
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
            try {
                try (OutputStream stream = Files.newOutputStream(part)) {
                    properties.store(stream, null);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cache: " + file + " cannot be written, and will be missed", e);
        }
    }

    private String sum(Map<String, String> facts) {
        CRC32 sum = new CRC32();
        sum.update((holdsFor + new TreeMap<>(facts)).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    /** Forgets all facts. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cache: " + file + " cannot be deleted", e);
        }
    }
}
