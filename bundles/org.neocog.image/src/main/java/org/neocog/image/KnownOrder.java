package org.neocog.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.cache.FactFile;

/** The order of decoders that was measured once, for each processor, Java, and set of decoders with their versions. Threading: as {@link FactFile}. */
final class KnownOrder {
    private static final System.Logger LOG = System.getLogger(KnownOrder.class.getName());
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final List<String> JAVA =
            List.of("java.vendor", "java.runtime.version", "os.name", "os.arch", "java.home");

    private final List<ImageDecoder> decoders;
    private final FactFile file;

    /** @param folder to keep it in */
    KnownOrder(Path folder, List<ImageDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
        file = FactFile.in(
                folder,
                processor() + ", " + JAVA.stream().map(System::getProperty).collect(Collectors.joining(", ")) + ": "
                        + decoders.stream()
                                .map(decoder -> decoder.name() + " " + decoder.version())
                                .collect(Collectors.joining(", ")));
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

    /** The decoders in the order that was measured, or null if that is not known. */
    @Nullable
    List<ImageDecoder> read() {
        Map<String, String> places = file.read().orElse(Map.of());
        List<ImageDecoder> left = new ArrayList<>(decoders);
        List<ImageDecoder> ordered = new ArrayList<>();
        for (int place = 0; place < decoders.size(); place++) {
            String name = places.get(Integer.toString(place));
            left.stream()
                    .filter(decoder -> decoder.name().equals(name))
                    .findFirst()
                    .ifPresent(decoder -> {
                        left.remove(decoder);
                        ordered.add(decoder);
                    });
        }
        return left.isEmpty() ? ordered : null;
    }

    /** Keeps an order of all decoders. */
    void write(List<ImageDecoder> ordered) {
        Map<String, String> places = new TreeMap<>();
        for (ImageDecoder decoder : ordered) {
            places.put(Integer.toString(places.size()), decoder.name());
        }
        file.write(places);
    }
}
