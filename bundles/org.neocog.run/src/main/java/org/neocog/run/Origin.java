package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The bundle that a service came from.
 *
 * @param name symbolic name
 * @param revision tells one installation or update of the bundle from another; a restart changes nothing
 * @param sha256 digest of the file that it was installed from; asked when it is needed, null if there is none to read
 */
record Origin(String name, String version, String revision, Supplier<@Nullable String> sha256) {
    static Origin of(@Nullable Bundle bundle) {
        if (bundle == null) {
            return unknown("unknown");
        }
        return new Origin(
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                bundle.getBundleId() + "@" + bundle.getLastModified(),
                () -> InstalledBundles.FromFramework.digest(bundle));
    }

    /** Outside of a framework. */
    static Origin unknown(String name) {
        return new Origin(name, "", "", () -> null);
    }

    /** {@code org.neocog.backend.onednn 0.1.0}. */
    @Override
    public String toString() {
        return version.isEmpty() ? name : name + " " + version;
    }

    /** As events hold it, with the digest of now. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bundle", name);
        map.put("version", version);
        String digest = sha256.get();
        if (digest != null) {
            map.put("sha256", digest);
        }
        return map;
    }
}
