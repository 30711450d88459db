package org.neocog.itests.manifests;

import java.util.Set;
import java.util.jar.Manifest;

/**
 * A bundle as it was built.
 *
 * @param folder the folder of its module
 * @param artifactId what Maven calls it
 * @param manifest its manifest
 * @param packages the packages it has classes of
 */
record BuiltBundle(String folder, String artifactId, Manifest manifest, Set<String> packages) {
    private static final String PREFIX = "org.neocog.";

    /** What a bundle is by its name, and so which rules hold for it. */
    enum Kind {
        /** {@code org.neocog.<area>}: exports exactly its package. */
        API,
        /** {@code org.neocog.<area>.testkit} and {@code .support}: export exactly their package. */
        SHARED,
        /** {@code org.neocog.<area>.<variant>}: exports nothing. */
        PROVIDER,
        /** {@code org.neocog.lib.<library>}: exports the packages of a third party. */
        LIBRARY
    }

    Kind kind() {
        String[] words = artifactId.substring(PREFIX.length()).split("\\.");
        if (words[0].equals("lib")) {
            return Kind.LIBRARY;
        }
        if (words.length == 1) {
            return Kind.API;
        }
        String last = words[words.length - 1];
        return last.equals("testkit") || last.equals("support") ? Kind.SHARED : Kind.PROVIDER;
    }

    String area() {
        return area(artifactId);
    }

    /** The word after {@code org.neocog.} of a bundle or a package. */
    static String area(String name) {
        return name.substring(PREFIX.length()).split("\\.")[0];
    }

    static boolean isOurs(String name) {
        return name.startsWith(PREFIX);
    }

    String symbolicName() {
        return Headers.parse(header("Bundle-SymbolicName")).keySet().stream()
                .findFirst()
                .orElse("");
    }

    Headers exports() {
        return Headers.parse(header("Export-Package"));
    }

    Headers imports() {
        return Headers.parse(header("Import-Package"));
    }

    String header(String name) {
        String value = manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
    }
}
