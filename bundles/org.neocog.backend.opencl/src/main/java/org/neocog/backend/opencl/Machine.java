package org.neocog.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What decides which devices the drivers of this machine show. */
final class Machine {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path VENDORS = Path.of("/etc/OpenCL/vendors");
    private static final Path DEVICES = Path.of("/dev");
    private static final Path GRAPHICS = Path.of("/dev/dri");
    private static final List<String> SETTINGS =
            List.of("OCL_", "OPENCL_", "POCL_", "CUDA_", "NVIDIA_", "ROCR_", "HIP_", "ZE_", "LD_");

    private Machine() {}

    /** Changes whenever the devices may, or null where that cannot be told. */
    static @Nullable String state() {
        if (!Files.isReadable(BOOT)) {
            return null;
        }
        try {
            StringBuilder state = new StringBuilder(Files.readString(BOOT).strip());
            state.append(" processors=").append(Runtime.getRuntime().availableProcessors());
            state.append(" simulators=").append(Device.areSimulatorsWanted());
            Map<String, String> environment = new TreeMap<>(System.getenv());
            environment.forEach((name, value) -> {
                if (SETTINGS.stream().anyMatch(name::startsWith)) {
                    state.append(' ').append(name).append('=').append(value);
                }
            });
            String vendors = System.getenv("OCL_ICD_VENDORS");
            addDrivers(state, vendors == null ? VENDORS : Path.of(vendors));
            addNames(state, DEVICES, "nvidia");
            addNames(state, GRAPHICS, "");
            return state.toString();
        } catch (IOException e) {
            System.getLogger(Machine.class.getName())
                    .log(System.Logger.Level.DEBUG, "The drivers' files cannot be read, the drivers are asked", e);
            return null;
        }
    }

    /** Files that name drivers, with the drivers that they name; or a driver itself. */
    private static void addDrivers(StringBuilder state, Path vendors) throws IOException {
        if (Files.isDirectory(vendors)) {
            for (Path file : sorted(vendors)) {
                addFile(state, file);
                if (file.toString().endsWith(".icd")) {
                    String driver =
                            Files.readString(file, StandardCharsets.UTF_8).strip();
                    state.append(" names=").append(driver);
                    addFile(state, Path.of(driver));
                }
            }
        } else {
            addFile(state, vendors);
        }
    }

    private static void addFile(StringBuilder state, Path file) throws IOException {
        state.append(' ').append(file);
        if (Files.isRegularFile(file)) {
            state.append(':').append(Files.size(file)).append(':').append(Files.getLastModifiedTime(file));
        }
    }

    private static void addNames(StringBuilder state, Path folder, String start) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : sorted(folder)) {
                if (file.getFileName().toString().startsWith(start)) {
                    state.append(' ').append(file);
                }
            }
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
