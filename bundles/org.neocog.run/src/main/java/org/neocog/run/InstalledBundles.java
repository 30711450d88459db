package org.neocog.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The bundles that a run is made with, for its manifest. */
@FunctionalInterface
interface InstalledBundles {
    /** Name, version and SHA-256 of each bundle, sorted by name. */
    List<Map<String, Object>> describe();

    /** Those of a framework. */
    static InstalledBundles of(BundleContext context) {
        return () -> Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .sorted(Comparator.comparing(
                        Bundle::getSymbolicName, Comparator.nullsLast(Comparator.<String>naturalOrder())))
                .map(FromFramework::describe)
                .toList();
    }

    /** Reads what a framework knows. */
    final class FromFramework {
        private static final Logger LOG = System.getLogger(InstalledBundles.class.getName());
        private static final String REFERENCE = "reference:";

        private FromFramework() {}

        private static Map<String, Object> describe(Bundle bundle) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", String.valueOf(bundle.getSymbolicName()));
            entry.put("version", bundle.getVersion().toString());
            String digest = digest(bundle);
            if (digest != null) {
                entry.put("sha256", digest);
            }
            return entry;
        }

        /** Digest of the file that the bundle was installed from, or null if there is none to read. */
        static @Nullable String digest(Bundle bundle) {
            String location = bundle.getLocation();
            String url = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
            try (InputStream in = URI.create(url).toURL().openStream()) {
                return Digests.of(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "no file of bundle " + bundle + " at " + location, e);
                return null;
            }
        }
    }
}
