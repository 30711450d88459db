package org.bytedeco.leptonica;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.NativeLibraries;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Loads the native library, with the settings that must be there before it is. It lies in this package because a library bundle exports only
 * packages of its library.
 *
 * <p>Threading: safe; whoever comes while another thread loads waits for it.
 */
public final class LeptonicaLoader {
    /** Leptonica's highest level of messages: none is that severe. */
    private static final int SILENT = 6;

    private LeptonicaLoader() {}

    /** Whether this bundle holds the library for this system and processor. */
    public static boolean isForThisPlatform() {
        return NativeLibraries.areForThisPlatform();
    }

    /** Of the library and its binding; known without loading it. Empty if this bundle does not say. */
    public static String version() {
        try {
            String version = Loader.getVersion("org.bytedeco", "leptonica", LeptonicaLoader.class);
            return version == null ? "" : version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loads the library, if it is not loaded, and makes it print nothing by itself.
     *
     * @throws LinkageError if it does not load here
     */
    public static synchronized void load() {
        NativeLibraries.load(leptonica.class);
        leptonica.setMsgSeverity(SILENT);
    }
}
