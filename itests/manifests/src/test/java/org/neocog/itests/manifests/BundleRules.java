package org.neocog.itests.manifests;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.neocog.itests.manifests.BuiltBundle.Kind;

/**
 * The rules of the architecture, checked on manifests.
 *
 * <ul>
 *   <li>R1. Folder, artifactId, Bundle-SymbolicName and root package are the same word.
 *   <li>R2. An API bundle, a testkit and a support bundle export exactly their package, with a version.
 *   <li>R3. A provider exports nothing; a library exports nothing of ours, and all with a version.
 *   <li>R4. Nobody imports a package of a provider.
 *   <li>R5. Imports come from the JDK, OSGi, our exporting bundles and libraries; third parties only where they are listed.
 *   <li>R6. No package is in two bundles.
 *   <li>R7. Imports go down: {@code cache, config, tensor <- graph <- backend <- layer, optimizer <- architecture <- exchange, experiment <- run
 *       <- verify <- console}; dataset sees config, tensor and image only; a provider sees its area and what is below.
 *   <li>R8. Bundles do not import in a circle.
 *   <li>R9. What is imported of ours is exported by one of ours, and imported with a version range.
 *   <li>R10. No Require-Bundle, no DynamicImport-Package.
 * </ul>
 */
final class BundleRules {
    private static final List<String> JDK =
            List.of("java.", "javax.", "jdk.incubator.vector", "org.w3c.dom", "org.xml.sax");

    /** What a bundle may use of third parties beside libraries. */
    private static final Map<String, List<String>> THIRD_PARTY = Map.of(
            "org.neocog.experiment", List.of("org.snakeyaml.engine."),
            "org.neocog.run", List.of("com.google.gson"),
            "org.neocog.verify", List.of("com.google.gson"),
            "org.neocog.console", List.of("com.google.gson", "picocli"),
            "org.neocog.backend.testkit", List.of("org.junit.", "org.opentest4j"),
            "org.neocog.layer.testkit", List.of("org.junit.", "org.opentest4j"),
            // Native memory by address: what lies there is the library's, not Arrow's.
            "org.neocog.backend.onednn", List.of("sun.misc"),
            // Of the embedded protobuf, which does without as well.
            "org.neocog.exchange.onnx", List.of("sun.misc"));

    /** What a provider holds a copy of for itself: pure Java that nobody else uses, so that it need not be a library. */
    private static final Map<String, List<String>> EMBEDDED = Map.of(
            "org.neocog.image.imageio", List.of("com.twelvemonkeys."),
            "org.neocog.exchange.onnx", List.of("ai.onnx.proto", "com.google.protobuf"));

    private static final Map<String, Integer> LEVEL = Map.ofEntries(
            Map.entry("lib", -1),
            Map.entry("cache", 0),
            Map.entry("config", 0),
            Map.entry("tensor", 0),
            Map.entry("graph", 1),
            Map.entry("image", 1),
            Map.entry("dataset", 1),
            Map.entry("backend", 2),
            Map.entry("layer", 3),
            Map.entry("optimizer", 3),
            Map.entry("architecture", 4),
            Map.entry("exchange", 5),
            Map.entry("experiment", 5),
            Map.entry("run", 6),
            Map.entry("verify", 7),
            Map.entry("console", 8));

    private final List<String> violations = new ArrayList<>();
    private final Collection<BuiltBundle> bundles;
    private final Map<String, BuiltBundle> exporters = new HashMap<>();

    private BundleRules(Collection<BuiltBundle> bundles) {
        this.bundles = bundles;
        for (BuiltBundle bundle : bundles) {
            bundle.exports().keySet().forEach(name -> exporters.put(name, bundle));
        }
    }

    /** Returns what is wrong, one line each, empty if nothing is. */
    static List<String> violations(Collection<BuiltBundle> bundles) {
        BundleRules rules = new BundleRules(bundles);
        for (BuiltBundle bundle : bundles) {
            rules.checkNames(bundle);
            rules.checkExports(bundle);
            rules.checkImports(bundle);
            rules.checkDirection(bundle);
            rules.checkWiring(bundle);
        }
        rules.checkSplitPackages();
        rules.checkCircles();
        return rules.violations;
    }

    private void violation(BuiltBundle bundle, String label, String what) {
        violations.add(bundle.artifactId() + ": " + what + " [" + label + "]");
    }

    private void checkNames(BuiltBundle bundle) {
        String name = bundle.artifactId();
        if (!bundle.folder().equals(name) || !bundle.symbolicName().equals(name)) {
            violation(
                    bundle,
                    "R1",
                    "folder, artifactId and symbolic name must be equal, but folder=" + bundle.folder()
                            + ", artifactId=" + name + ", Bundle-SymbolicName=" + bundle.symbolicName());
        }
        if (bundle.kind() == Kind.LIBRARY) {
            return;
        }
        for (String contained : bundle.packages()) {
            boolean embedded = EMBEDDED.getOrDefault(name, List.of()).stream().anyMatch(contained::startsWith);
            if (!contained.equals(name) && !contained.startsWith(name + ".") && !embedded) {
                violation(bundle, "R1", "packages must lie under " + name + ", but package=" + contained);
            }
        }
    }

    private void checkExports(BuiltBundle bundle) {
        Headers exports = bundle.exports();
        Set<String> names = exports.keySet();
        switch (bundle.kind()) {
            case API, SHARED -> {
                if (!names.equals(Set.of(bundle.artifactId()))) {
                    violation(bundle, "R2", "must export exactly its package, but exports=" + names);
                }
                checkVersions(bundle, "R2");
            }
            case PROVIDER -> {
                if (!names.isEmpty()) {
                    violation(bundle, "R3", "a provider must export nothing, but exports=" + names);
                }
            }
            case LIBRARY -> {
                if (names.stream().anyMatch(BuiltBundle::isOurs)) {
                    violation(bundle, "R3", "a library must export nothing of ours, but exports=" + names);
                }
                checkVersions(bundle, "R3");
            }
        }
    }

    private void checkVersions(BuiltBundle bundle, String label) {
        for (String name : bundle.exports().keySet()) {
            String version = bundle.exports().get(name, "version");
            if (version.isEmpty() || version.startsWith("0.0.0")) {
                violation(bundle, label, "exports must have a version, but package=" + name + ", version=" + version);
            }
        }
    }

    private void checkImports(BuiltBundle bundle) {
        for (String name : bundle.imports().keySet()) {
            BuiltBundle owner = owner(name);
            if (owner != null && !owner.equals(bundle) && owner.kind() == Kind.PROVIDER) {
                violation(
                        bundle,
                        "R4",
                        "nobody may import from a provider, but package=" + name + ", provider=" + owner.artifactId());
            }
            if (bundle.kind() != Kind.LIBRARY && !isAllowed(bundle, name)) {
                violation(bundle, "R5", "must import from the JDK, OSGi, API and libraries only, but package=" + name);
            }
            if (BuiltBundle.isOurs(name)) {
                if (!exporters.containsKey(name)) {
                    violation(bundle, "R9", "what is imported of ours must be exported, but package=" + name);
                }
                if (bundle.imports().get(name, "version").isEmpty()) {
                    violation(bundle, "R9", "must import ours with a version range, but package=" + name);
                }
            }
        }
    }

    private boolean isAllowed(BuiltBundle bundle, String name) {
        return BuiltBundle.isOurs(name)
                || name.startsWith("org.osgi.")
                || exporters.containsKey(name)
                || JDK.stream().anyMatch(name::startsWith)
                || THIRD_PARTY.getOrDefault(bundle.artifactId(), List.of()).stream()
                        .anyMatch(name::startsWith);
    }

    private BuiltBundle owner(String name) {
        return bundles.stream()
                .filter(bundle -> bundle.packages().contains(name))
                .findFirst()
                .orElse(null);
    }

    private void checkDirection(BuiltBundle bundle) {
        String from = bundle.area();
        if (!LEVEL.containsKey(from)) {
            violation(bundle, "R7", "the area must have a place in the order, but area=" + from);
            return;
        }
        for (String name : bundle.imports().keySet()) {
            if (!BuiltBundle.isOurs(name) || name.equals(bundle.artifactId())) {
                continue;
            }
            String to = BuiltBundle.area(name);
            boolean down;
            if (from.equals(to)) {
                down = bundle.kind() != Kind.API;
            } else if (from.equals("dataset")) {
                down = to.equals("config") || to.equals("tensor") || to.equals("image");
            } else {
                down = LEVEL.getOrDefault(to, Integer.MAX_VALUE) < LEVEL.get(from);
            }
            if (!down) {
                violation(bundle, "R7", "imports must go down the order, but package=" + name);
            }
        }
    }

    private void checkWiring(BuiltBundle bundle) {
        for (String header : List.of("Require-Bundle", "DynamicImport-Package")) {
            if (!bundle.header(header).isEmpty()) {
                violation(bundle, "R10", header + " must not be used, but is " + bundle.header(header));
            }
        }
    }

    private void checkSplitPackages() {
        Map<String, Set<String>> holders = new TreeMap<>();
        for (BuiltBundle bundle : bundles) {
            for (String name : bundle.packages()) {
                holders.computeIfAbsent(name, key -> new TreeSet<>()).add(bundle.artifactId());
            }
        }
        holders.forEach((name, in) -> {
            if (in.size() > 1) {
                violations.add(name + ": a package must be in one bundle, but bundles=" + in + " [R6]");
            }
        });
    }

    private void checkCircles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (BuiltBundle bundle : bundles) {
            uses.put(
                    bundle.artifactId(),
                    bundle.imports().keySet().stream()
                            .map(exporters::get)
                            .filter(exporter -> exporter != null && !exporter.equals(bundle))
                            .map(BuiltBundle::artifactId)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        Set<String> done = new HashSet<>();
        uses.keySet().forEach(name -> follow(name, uses, new ArrayList<>(), done));
    }

    private void follow(String name, Map<String, Set<String>> uses, List<String> path, Set<String> done) {
        int start = path.indexOf(name);
        if (start >= 0) {
            violations.add(name + ": bundles must not import in a circle, but path=" + path.subList(start, path.size())
                    + " [R8]");
            return;
        }
        if (!done.add(name)) {
            return;
        }
        path.add(name);
        uses.getOrDefault(name, Set.of()).forEach(next -> follow(next, uses, path, done));
        path.remove(path.size() - 1);
    }
}
