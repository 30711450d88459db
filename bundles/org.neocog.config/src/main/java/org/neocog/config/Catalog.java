package org.neocog.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plug-ins that are there at the moment, by kind and name. Provided by the framework; do not implement.
 *
 * <p>Safe for use by several threads. Bundles come and go, so two calls may answer differently.
 */
@ProviderType
public interface Catalog {
    /**
     * Looks a plug-in up.
     *
     * @param kind the kind, for example {@code layer}
     * @param name the name in the config
     * @return the plug-in, the one with the highest service ranking where several have the name, or empty
     */
    Optional<PlugIn> find(String kind, String name);

    /**
     * Lists the plug-ins of a kind.
     *
     * @param kind the kind, for example {@code layer}
     * @return one plug-in a name, sorted by name; empty for a kind that nobody offers
     */
    Collection<PlugIn> all(String kind);

    /**
     * Makes a catalog that never changes, for tests and tools.
     *
     * @param plugIns the plug-ins by kind; the first of equal names counts
     * @return the catalog
     */
    static Catalog of(Map<String, List<PlugIn>> plugIns) {
        return new FixedCatalog(plugIns);
    }
}
