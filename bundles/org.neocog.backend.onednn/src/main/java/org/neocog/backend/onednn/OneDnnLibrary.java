package org.neocog.backend.onednn;

import org.bytedeco.dnnl.OneDnnLoader;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.NativeFunctions;
import org.jspecify.annotations.Nullable;

/** The native library: loaded once per process, or known to be unusable here. */
final class OneDnnLibrary {
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
        if (!OneDnnLoader.isForThisPlatform()) {
            return "the library comes for Linux on amd64 only, but this is " + platform;
        }
        try {
            OneDnnLoader.load();
            dnnl_version_t found = dnnl.dnnl_version();
            version = found.major() + "." + found.minor() + "." + found.patch();
            setThreads = NativeFunctions.address("omp_set_num_threads");
            return null;
        } catch (LinkageError | RuntimeException e) {
            return "the library does not load on " + platform + ": " + e;
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
