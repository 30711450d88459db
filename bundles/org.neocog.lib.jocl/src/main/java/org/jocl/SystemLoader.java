package org.jocl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for the system's OpenCL loader where the linker would. The binding can only be asked by loading it, and where it fails it writes to standard
 * output, which belongs to the command that runs. It lies in this package because a library bundle exports only packages of its library.
 *
 * <p>Threading: safe.
 */
public final class SystemLoader {
    private static final List<String> NAMES = List.of("libOpenCL.so.1", "libOpenCL.so");
    private static final List<String> FOLDERS = List.of("/lib", "/usr/lib", "/lib64", "/usr/lib64");
    private static final Pattern IN_CACHE = Pattern.compile("/[^\0]*/libOpenCL\\.so[.0-9]*");
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private static boolean started;

    private SystemLoader() {}

    /** Whether there is one, as far as can be told: true on systems other than Linux. */
    public static boolean isThere() {
        return !System.getProperty("os.name").equals("Linux")
                || isLoaded()
                || candidates().anyMatch(SystemLoader::isLibrary);
    }

    /**
     * Has the loader load the drivers, and each driver start to work, if that has not been done. Drivers must not be asked by two threads at
     * once before (PoCL then gives devices that are not ready): whoever comes while another thread is at it waits.
     *
     * @throws LinkageError if the loader does not load
     */
    public static synchronized void startDrivers() {
        if (started) {
            return;
        }
        started = true;
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
            cl_platform_id[] platforms = new cl_platform_id[count[0]];
            CL.clGetPlatformIDs(platforms.length, platforms, null);
            for (cl_platform_id platform : platforms) {
                // Asked for its devices, a driver starts to work.
                CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
            }
        } catch (CLException e) {
            System.getLogger(SystemLoader.class.getName())
                    .log(System.Logger.Level.DEBUG, "A driver does not start; who asks it will be told", e);
        } finally {
            SignalHandlers.handBack();
        }
    }

    /** Another library of this process may have brought one. */
    private static boolean isLoaded() {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.contains("/libOpenCL.so"));
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<Path> candidates() {
        List<Path> files = new ArrayList<>();
        String more = System.getenv("LD_LIBRARY_PATH");
        List<String> folders = new ArrayList<>(FOLDERS);
        if (more != null) {
            folders.addAll(List.of(more.split(File.pathSeparator)));
        }
        for (String folder : folders) {
            NAMES.forEach(name -> files.add(Path.of(folder, name)));
        }
        Path cache = Path.of("/etc/ld.so.cache");
        if (Files.isReadable(cache)) {
            try {
                Matcher matcher = IN_CACHE.matcher(Files.readString(cache, StandardCharsets.ISO_8859_1));
                while (matcher.find()) {
                    files.add(Path.of(matcher.group()));
                }
            } catch (IOException e) {
                System.getLogger(SystemLoader.class.getName())
                        .log(System.Logger.Level.DEBUG, "The linker's cache cannot be read", e);
            }
        }
        return files.stream();
    }

    private static boolean isLibrary(Path file) {
        if (!Files.isReadable(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return java.util.Arrays.equals(ELF, stream.readNBytes(ELF.length));
        } catch (IOException e) {
            return false;
        }
    }
}
