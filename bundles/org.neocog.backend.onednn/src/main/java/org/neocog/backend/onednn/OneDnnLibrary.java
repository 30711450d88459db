package org.neocog.backend.onednn;

import java.nio.file.Path;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.NativeFunctions;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The native library: loaded once per process, or known to be unusable here. */
final class OneDnnLibrary {
    /** System property: folder for unpacked native libraries; without it JavaCPP takes one in the user's home, else a temporary one. */
    static final String CACHE = "neocog.cache";

    /**
     * How often the library's threads look for work before they sleep. Its runtime's default is 300 times as much, and ten times slower as soon
     * as another program uses a processor: threads that have spun for long get theirs late.
     */
    private static final String SPINS = "1000";

    private static final System.Logger LOG = System.getLogger(OneDnnLibrary.class.getName());

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
            Loader.load(Pointer.class);
            boolean passive = System.getenv("OMP_WAIT_POLICY") != null;
            if (!passive && !NativeFunctions.setEnvironment("GOMP_SPINCOUNT", SPINS)) {
                LOG.log(System.Logger.Level.DEBUG, "The library's threads wait as they do by default");
            }
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

    /** Whether the processor has instructions that multiply bfloat16 and add float32; without them it would be slower than float32. */
    static boolean multipliesBfloat16() {
        int isa = dnnl.dnnl_get_effective_cpu_isa();
        return (isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16;
    }

    /** With how many threads each calling thread computes; 0 until it is said. */
    private static final ThreadLocal<int[]> THREADS = ThreadLocal.withInitial(() -> new int[1]);

    /** Something to run before computing: makes the calling thread compute with so many threads; allocates only if it did not before. */
    static synchronized Runnable threads(int threads) {
        if (setThreads == 0) {
            return () -> {};
        }
        Runnable set = NativeFunctions.call(setThreads, threads);
        return () -> {
            int[] now = THREADS.get();
            if (now[0] != threads) {
                set.run();
                now[0] = threads;
            }
        };
    }
}
