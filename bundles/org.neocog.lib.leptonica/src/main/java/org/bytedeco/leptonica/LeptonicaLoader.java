package org.bytedeco.leptonica;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Loads the native library, with the settings that must be there before it is. It lies in this package because a library bundle exports only
 * packages of its library.
 *
 * <p>Threading: safe; whoever comes while another thread loads waits for it.
 */
public final class LeptonicaLoader {
    /** System property: folder for unpacked native libraries; without it JavaCPP takes one in the user's home, else a temporary one. */
    public static final String CACHE = "neocog.cache";

    /** Leptonica's highest level of messages: none is that severe. */
    private static final int SILENT = 6;

    private LeptonicaLoader() {}

    /** Whether this bundle holds the library for this system and processor. */
    public static boolean isForThisPlatform() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /**
     * Loads the library, if it is not loaded, and makes it print nothing by itself.
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
        Loader.load(leptonica.class);
        leptonica.setMsgSeverity(SILENT);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
