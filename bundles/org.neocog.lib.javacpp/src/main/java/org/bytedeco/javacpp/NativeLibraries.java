package org.bytedeco.javacpp;

import java.nio.file.Path;

/**
 * Loads native libraries that lie in bundles, with the settings of JavaCPP that must be there before the first of them is. It lies in this package because a library
 * bundle exports only packages of its library.
 *
 * <p>Threading: safe; whoever comes while another thread loads waits for it.
 */
public final class NativeLibraries {
    /** System property: folder for unpacked native libraries, in {@code native}; without it JavaCPP takes one in the user's home, else a temporary one. */
    public static final String CACHE = "neocog.cache";

    private NativeLibraries() {}

    /** Whether our bundles hold libraries for this system and processor. */
    public static boolean areForThisPlatform() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /**
     * Loads the library behind a class, if it is not loaded. Memory that its objects own is freed by whoever made them, not by the garbage collector.
     *
     * @param binding the class whose native methods it has
     * @throws LinkageError if it does not load here
     */
    public static synchronized void load(Class<?> binding) {
        setUnlessGiven("org.bytedeco.javacpp.nopointergc", "true");
        String cache = System.getProperty(CACHE);
        if (cache != null) {
            setUnlessGiven(
                    "org.bytedeco.javacpp.cachedir", Path.of(cache, "native").toString());
        }
        Loader.load(binding);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
