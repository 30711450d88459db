package org.neocog.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.backend.DeviceInfo;

/** What a run was made with: {@code manifest.json}. */
final class Manifest {
    private Manifest() {}

    static Map<String, Object> of(Resolution resolution, InstalledBundles bundles) {
        DeviceInfo device = resolution.backend().backend().device();
        Map<String, Object> backend = new LinkedHashMap<>();
        backend.put("name", resolution.backend().name());
        backend.put("bundle", resolution.backend().bundle());
        backend.put("device", device.name());
        backend.put("vendor", device.vendor());
        backend.put("threads", resolution.settings().threads());
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("name", resolution.settings().name());
        manifest.put("seed", resolution.settings().seed());
        manifest.put("precision", resolution.settings().precisionName());
        manifest.put("parameters", resolution.parameters());
        manifest.put("backend", backend);
        manifest.put("datasets", datasets(resolution));
        manifest.put("workingDirectory", Path.of("").toAbsolutePath().toString());
        manifest.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        manifest.put("bundles", bundles.describe());
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
}
