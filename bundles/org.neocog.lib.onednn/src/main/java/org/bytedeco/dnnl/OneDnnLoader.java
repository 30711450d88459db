package org.bytedeco.dnnl;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.NativeFunctions;
import org.bytedeco.javacpp.NativeLibraries;
import org.bytedeco.javacpp.Pointer;

/**
 * Loads the native library, with the settings that must be there before it is. It lies in this package because a library bundle exports only
 * packages of its library.
 *
 * <p>Threading: safe; whoever comes while another thread loads waits for it.
 */
public final class OneDnnLoader {
    /**
     * How often the library's threads look for work before they sleep. Its runtime's default is 300 times as much, and ten times slower as soon
     * as another program uses a processor: threads that have spun for long get theirs late. The launcher sets the same, since a process must not change
     * its environment while another of its threads reads it.
     */
    private static final String SPINS = "1000";

    private static final System.Logger LOG = System.getLogger(OneDnnLoader.class.getName());

    private OneDnnLoader() {}

    /** Whether this bundle holds the library for this system and processor. */
    public static boolean isForThisPlatform() {
        return NativeLibraries.areForThisPlatform();
    }

    /**
     * Loads the library, if it is not loaded.
     *
     * @throws LinkageError if it does not load here
     */
    public static synchronized void load() {
        NativeLibraries.load(Pointer.class);
        boolean passive = System.getenv("OMP_WAIT_POLICY") != null;
        if (!passive && !NativeFunctions.setEnvironment("GOMP_SPINCOUNT", SPINS)) {
            LOG.log(System.Logger.Level.DEBUG, "The library's threads wait as they do by default");
        }
        NativeLibraries.load(dnnl.class);
    }
}
