package org.neocog.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory there is to take. */
final class MemoryLimit {
    private static final System.Logger LOG = System.getLogger(MemoryLimit.class.getName());
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
    private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path GROUP_USE = Path.of("/sys/fs/cgroup/memory.current");
    private static final double SHARE = 0.9;

    private MemoryLimit() {}

    /** Nine tenths of what a device has; of a processor at most of what the machine, and the group that this process is in, have left. */
    static long of(Backends.Installed backend) {
        long bytes = backend.backend().device().memoryBytes();
        if (backend.device().equals("cpu")) {
            bytes = Math.min(bytes, Math.min(left(), leftOfGroup()));
        }
        return (long) (SHARE * bytes);
    }

    private static long left() {
        if (!Files.isReadable(MEMORY_INFO)) {
            return Long.MAX_VALUE;
        }
        try (Stream<String> lines = Files.lines(MEMORY_INFO)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, MEMORY_INFO + " can't be read", e);
            return Long.MAX_VALUE;
        }
    }

    private static long leftOfGroup() {
        try {
            return Files.isReadable(GROUP_LIMIT)
                            && !Files.readString(GROUP_LIMIT).startsWith("max")
                    ? Long.parseLong(Files.readString(GROUP_LIMIT).strip())
                            - Long.parseLong(Files.readString(GROUP_USE).strip())
                    : Long.MAX_VALUE;
        } catch (IOException | NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, GROUP_LIMIT + " can't be read", e);
            return Long.MAX_VALUE;
        }
    }
}
