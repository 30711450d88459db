package org.neocog.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order of decoders that was measured once, in a file for each processor, Java, and set of decoders with their versions.
 *
 * <p>Threading: safe, also between processes: the file is replaced as a whole.
 */
final class KnownOrder {
    private static final System.Logger LOG = System.getLogger(KnownOrder.class.getName());
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final List<String> JAVA =
            List.of("java.vendor", "java.runtime.version", "os.name", "os.arch", "java.home");
    private static final int HEX_DIGITS = 16;

    private final List<ImageDecoder> decoders;
    private final Path folder;
    private final String key;

    /** @param folder to keep it in */
    KnownOrder(Path folder, List<ImageDecoder> decoders) {
        this.folder = folder;
        this.decoders = List.copyOf(decoders);
        this.key = processor() + ", " + JAVA.stream().map(System::getProperty).collect(Collectors.joining(", ")) + ": "
                + decoders.stream()
                        .map(decoder -> decoder.name() + " " + decoder.version())
                        .collect(Collectors.joining(", "));
    }

    private static String processor() {
        if (!Files.isReadable(PROCESSORS)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, PROCESSORS + " can't be read", e);
            return "";
        }
    }

    private Path file() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The decoders in the order that was measured, or null if that is not known. */
    @Nullable
    List<ImageDecoder> read() {
        Path file = file();
        if (!Files.isReadable(file)) {
            return null;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(key)) {
                return null;
            }
            List<ImageDecoder> left = new ArrayList<>(decoders);
            List<ImageDecoder> ordered = new ArrayList<>();
            for (String name : lines.subList(1, lines.size())) {
                left.stream()
                        .filter(decoder -> decoder.name().equals(name))
                        .findFirst()
                        .ifPresent(decoder -> {
                            left.remove(decoder);
                            ordered.add(decoder);
                        });
            }
            return left.isEmpty() ? ordered : null;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The order of the decoders cannot be read, it is measured", e);
            return null;
        }
    }

    /** Keeps an order of all decoders. */
    void write(List<ImageDecoder> ordered) {
        List<String> lines = new ArrayList<>(List.of(key));
        ordered.forEach(decoder -> lines.add(decoder.name()));
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "order", ".part");
            try {
                Files.write(part, lines);
                Files.move(part, file(), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "The order of the decoders cannot be kept, it will be measured again",
                    e);
        }
    }
}
