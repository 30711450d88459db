package org.bytedeco.dnnl;

import java.nio.file.Path;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.NativeFunctions;
import org.bytedeco.javacpp.Pointer;

/**
 * Loads the native library, with the settings that must be there before it is. It lies in this package because a library bundle exports only
 * packages of its library.
 *
 * <p>Threading: safe; whoever comes while another thread loads waits for it.
 */
public final class OneDnnLoader {
    /** System property: folder for unpacked native libraries; without it JavaCPP takes one in the user's home, else a temporary one. */
    public static final String CACHE = "neocog.cache";

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
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /**
     * Loads the library, if it is not loaded.
     *
     * @throws LinkageError if it does not load here
     */
    public static synchronized void load() {
        setUnlessGiven("org.bytedeco.javacpp.nopointergc", "true");
        String cache = System.getProperty(CACHE);
        if (cache != null) {
            setUnlessGiven(
                    "org.bytedeco.javacpp.cachedir", Path.of(cache, "native").toString());
        }
        Loader.load(Pointer.class);
        boolean passive = System.getenv("OMP_WAIT_POLICY") != null;
        if (!passive && !NativeFunctions.setEnvironment("GOMP_SPINCOUNT", SPINS)) {
            LOG.log(System.Logger.Level.DEBUG, "The library's threads wait as they do by default");
        }
        Loader.load(dnnl.class);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
