package org.neocog.backend.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** What the operating system says about the machine. */
final class Processor {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
    private static final System.Logger LOG = System.getLogger(Processor.class.getName());

    private Processor() {}

    static String name() {
        return field(CPU_INFO, "model name", System.getProperty("os.arch"));
    }

    /** Name, generation and instructions: machines that have these in common compute alike. */
    static String identity() {
        StringJoiner parts = new StringJoiner(" ");
        parts.add(name());
        for (String key : List.of("cpu family", "model\t", "stepping", "cache size", "flags")) {
            String field = field(CPU_INFO, key, "");
            parts.add(key.equals("flags") ? Integer.toHexString(field.hashCode()) : field);
        }
        return parts.toString();
    }

    /** Memory of the machine; what the process may use can be less. */
    static long memoryBytes() {
        String total = field(MEMORY_INFO, "MemTotal", "0 kB").replaceAll("\\D", "");
        return total.isEmpty() ? 0 : Long.parseLong(total) * 1024;
    }

    private static String field(Path file, String key, String otherwise) {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, file + " can't be read", e);
            return otherwise;
        }
    }
}
