package org.neocog.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.DeviceInfo;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What a run was made with: {@code manifest.json}. */
final class Manifest {
    private static final Logger LOG = System.getLogger(Manifest.class.getName());
    private static final String REFERENCE = "reference:";

    private Manifest() {}

    static Map<String, Object> of(Resolution resolution, BundleContext context) {
        DeviceInfo device = resolution.backend().backend().device();
        Map<String, Object> backend = new LinkedHashMap<>();
        backend.put("name", resolution.backend().name());
        backend.put("bundle", resolution.backend().bundle());
        backend.put("device", device.name());
        backend.put("vendor", device.vendor());
        backend.put("threads", resolution.threads());
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("name", resolution.experiment().name());
        manifest.put("seed", resolution.experiment().seed());
        manifest.put("precision", resolution.experiment().train().precision().toString().toLowerCase(java.util.Locale.ROOT));
        manifest.put("parameters", resolution.program().parameters());
        manifest.put("backend", backend);
        manifest.put("datasets", datasets(resolution));
        manifest.put("workingDirectory", java.nio.file.Path.of("").toAbsolutePath().toString());
        manifest.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        manifest.put("bundles", bundles(context));
        return manifest;
    }

    private static List<Map<String, Object>> datasets(Resolution resolution) {
        List<Map<String, Object>> datasets = new ArrayList<>();
        for (Resolution.Source source : resolution.sources()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dataset", source.config().dataset().type());
            entry.put("split", source.config().split());
            entry.put("examples", source.pipeline().size());
            entry.put("fingerprint", source.dataset().fingerprint());
            datasets.add(entry);
        }
        return datasets;
    }

    private static List<Map<String, Object>> bundles(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .sorted(Comparator.comparing(Bundle::getSymbolicName, Comparator.nullsLast(Comparator.naturalOrder())))
                .map(bundle -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("name", bundle.getSymbolicName());
                    entry.put("version", bundle.getVersion().toString());
                    entry.put("sha256", digest(bundle));
                    return entry;
                })
                .toList();
    }

    /** Digest of the file that the bundle was installed from, or null if there is none to read. */
    private static @Nullable String digest(Bundle bundle) {
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
