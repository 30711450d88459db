package org.neocog.backend.onednn;

import java.nio.file.Path;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.NativeFunctions;
import org.jspecify.annotations.Nullable;

/** The native library: loaded once per process, or known to be unusable here. */
final class OneDnnLibrary {
    /** System property: folder for unpacked native libraries; without it JavaCPP takes one in the user's home, else a temporary one. */
    static final String CACHE = "neocog.cache";

    private static @Nullable String problem;
    private static @Nullable String version;
    private static long setThreads;

    private OneDnnLibrary() {}

    /** Loads the library. @return why it can't be used, or null if it can */
    static synchronized @Nullable String load() {
        if (version == null && problem == null) {
            problem = tryLoad();
        }
        return problem;
    }

    private static @Nullable String tryLoad() {
        String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return "the library comes for Linux on amd64 only, but this is " + platform;
        }
        setUnlessGiven("org.bytedeco.javacpp.nopointergc", "true");
        String cache = System.getProperty(CACHE);
        if (cache != null) {
            setUnlessGiven(
                    "org.bytedeco.javacpp.cachedir", Path.of(cache, "native").toString());
        }
        try {
            Loader.load(dnnl.class);
            dnnl_version_t found = dnnl.dnnl_version();
            version = found.major() + "." + found.minor() + "." + found.patch();
            setThreads = NativeFunctions.address("omp_set_num_threads");
            return null;
        } catch (LinkageError | RuntimeException e) {
            return "the library does not load on " + platform + ": " + e;
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Version of the loaded library. */
    static synchronized String version() {
        return version == null ? "none" : version;
    }

    /** Sets with how many threads the calling thread computes from then on; nothing where the library's runtime is another. */
    static synchronized Runnable threads(int threads) {
        return setThreads == 0 ? () -> {} : NativeFunctions.call(setThreads, threads);
    }
}
