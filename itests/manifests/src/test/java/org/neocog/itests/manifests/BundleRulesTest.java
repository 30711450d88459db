package org.neocog.itests.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** Each rule against a manifest that breaks it. */
class BundleRulesTest {
    private final List<BuiltBundle> bundles = new ArrayList<>(List.of(
            bundle("org.neocog.lib.arrow", "org.apache.arrow.memory;version=\"19.0.0\"", "sun.misc"),
            bundle("org.neocog.config", ours("config"), "java.util"),
            bundle("org.neocog.tensor", ours("tensor"), "java.util,org.apache.arrow.memory;version=\"[19.0,20)\""),
            bundle("org.neocog.graph", ours("graph"), using("tensor")),
            bundle("org.neocog.backend", ours("backend"), using("graph", "tensor")),
            bundle("org.neocog.backend.support", ours("backend.support"), using("backend", "graph")),
            bundle("org.neocog.backend.reference", "", using("backend", "backend.support") + ",org.osgi.framework"),
            bundle("org.neocog.layer", ours("layer"), using("config", "graph"))));

    private static BuiltBundle bundle(String name, String exports, String imports) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Bundle-SymbolicName", name + ";singleton:=true");
        attributes.putValue("Export-Package", exports);
        attributes.putValue("Import-Package", imports);
        return new BuiltBundle(name, name, manifest, Set.of(name.replace("org.neocog.lib.", "org.apache.")));
    }

    private static String ours(String name) {
        return "org.neocog." + name + ";version=\"0.1.0\";uses:=\"java.util,org.neocog.graph\"";
    }

    private static String using(String... names) {
        List<String> imports = new ArrayList<>();
        for (String name : names) {
            imports.add("org.neocog." + name + ";version=\"[0.1,1)\"");
        }
        return String.join(",", imports);
    }

    private void assertViolations(String... expected) {
        assertEquals(List.of(expected), BundleRules.violations(bundles));
    }

    private void replace(BuiltBundle bundle) {
        bundles.removeIf(other -> other.artifactId().equals(bundle.artifactId()));
        bundles.add(bundle);
    }

    @Test
    void acceptsBundlesThatKeepTheRules() {
        assertViolations();
    }

    @Test
    void rejectsAFolderOfAnotherName() {
        BuiltBundle graph = bundle("org.neocog.graph", ours("graph"), "");
        replace(new BuiltBundle("graph", graph.artifactId(), graph.manifest(), graph.packages()));
        assertViolations("org.neocog.graph: folder, artifactId and symbolic name must be equal, but folder=graph,"
                + " artifactId=org.neocog.graph, Bundle-SymbolicName=org.neocog.graph [R1]");
    }

    @Test
    void rejectsASymbolicNameThatIsNotTheArtifactId() {
        BuiltBundle graph = bundle("org.neocog.graph", ours("graph"), "");
        graph.manifest().getMainAttributes().putValue("Bundle-SymbolicName", "neocog-graph");
        replace(graph);
        assertViolations("org.neocog.graph: folder, artifactId and symbolic name must be equal, but"
                + " folder=org.neocog.graph, artifactId=org.neocog.graph, Bundle-SymbolicName=neocog-graph [R1]");
    }

    @Test
    void rejectsAPackageOutsideOfTheRootPackage() {
        BuiltBundle graph = bundle("org.neocog.graph", ours("graph"), "");
        replace(new BuiltBundle(
                graph.folder(),
                graph.artifactId(),
                graph.manifest(),
                Set.of("org.neocog.graph", "org.neocog.graphics")));
        assertViolations(
                "org.neocog.graph: packages must lie under org.neocog.graph, but package=org.neocog.graphics [R1]");
    }

    @Test
    void rejectsAnApiBundleThatExportsMoreThanItsPackage() {
        replace(bundle("org.neocog.layer", ours("layer") + "," + ours("layer.spi"), ""));
        assertViolations("org.neocog.layer: must export exactly its package, but exports=[org.neocog.layer,"
                + " org.neocog.layer.spi] [R2]");
    }

    @Test
    void rejectsAnApiBundleThatExportsNothing() {
        replace(bundle("org.neocog.layer", "", ""));
        assertViolations("org.neocog.layer: must export exactly its package, but exports=[] [R2]");
    }

    @Test
    void rejectsAnExportWithoutVersion() {
        replace(bundle("org.neocog.layer", "org.neocog.layer", ""));
        assertViolations("org.neocog.layer: exports must have a version, but package=org.neocog.layer, version= [R2]");
    }

    @Test
    void rejectsAProviderThatExports() {
        bundles.add(bundle("org.neocog.layer.core", ours("layer.core"), ""));
        assertViolations(
                "org.neocog.layer.core: a provider must export nothing, but exports=[org.neocog.layer.core] [R3]");
    }

    @Test
    void rejectsALibraryThatExportsOurs() {
        bundles.add(bundle("org.neocog.lib.jocl", ours("jocl"), ""));
        assertViolations(
                "org.neocog.lib.jocl: a library must export nothing of ours, but exports=[org.neocog.jocl] [R3]");
    }

    @Test
    void rejectsAnImportFromAProvider() {
        bundles.add(bundle("org.neocog.backend.onednn", "", using("backend", "backend.reference")));
        assertViolations(
                "org.neocog.backend.onednn: nobody may import from a provider, but package=org.neocog.backend.reference,"
                        + " provider=org.neocog.backend.reference [R4]",
                "org.neocog.backend.onednn: what is imported of ours must be exported, but"
                        + " package=org.neocog.backend.reference [R9]");
    }

    @Test
    void rejectsAThirdPartyWhereItIsNotListed() {
        replace(bundle("org.neocog.layer", ours("layer"), "com.google.gson;version=\"[2.13,3)\""));
        bundles.add(bundle("org.neocog.run", ours("run"), "com.google.gson;version=\"[2.13,3)\""));
        assertViolations("org.neocog.layer: must import from the JDK, OSGi, API and libraries only, but"
                + " package=com.google.gson [R5]");
    }

    @Test
    void rejectsASplitPackage() {
        BuiltBundle core = bundle("org.neocog.layer.core", "", "");
        bundles.add(new BuiltBundle(
                core.folder(), core.artifactId(), core.manifest(), Set.of("org.neocog.layer.core.kernel")));
        BuiltBundle kernel = bundle("org.neocog.layer.core.kernel", "", "");
        bundles.add(kernel);
        assertViolations("org.neocog.layer.core.kernel: a package must be in one bundle, but"
                + " bundles=[org.neocog.layer.core, org.neocog.layer.core.kernel] [R6]");
    }

    @Test
    void rejectsAnImportThatGoesUp() {
        replace(bundle("org.neocog.tensor", ours("tensor"), using("config")));
        assertViolations("org.neocog.tensor: imports must go down the order, but package=org.neocog.config [R7]");
    }

    @Test
    void rejectsADatasetThatSeesTheGraph() {
        bundles.add(bundle("org.neocog.dataset", ours("dataset"), using("tensor", "config", "graph")));
        assertViolations("org.neocog.dataset: imports must go down the order, but package=org.neocog.graph [R7]");
    }

    @Test
    void rejectsAnApiBundleThatImportsASharedOneOfItsArea() {
        replace(bundle("org.neocog.backend", ours("backend"), using("graph", "backend.support")));
        assertViolations(
                "org.neocog.backend: imports must go down the order, but package=org.neocog.backend.support [R7]",
                "org.neocog.backend: bundles must not import in a circle, but path=[org.neocog.backend,"
                        + " org.neocog.backend.support] [R8]");
    }

    @Test
    void rejectsAnAreaWithoutAPlace() {
        bundles.add(bundle("org.neocog.common", ours("common"), ""));
        assertViolations("org.neocog.common: the area must have a place in the order, but area=common [R7]");
    }

    @Test
    void rejectsACircle() {
        bundles.add(bundle("org.neocog.dataset.support", ours("dataset.support"), using("dataset.testkit")));
        bundles.add(bundle("org.neocog.dataset.testkit", ours("dataset.testkit"), using("dataset.support")));
        assertViolations("org.neocog.dataset.support: bundles must not import in a circle, but"
                + " path=[org.neocog.dataset.support, org.neocog.dataset.testkit] [R8]");
    }

    @Test
    void rejectsAnImportOfOursThatNobodyExports() {
        replace(bundle("org.neocog.layer", ours("layer"), using("graph", "graph.rewrite")));
        assertViolations(
                "org.neocog.layer: what is imported of ours must be exported, but package=org.neocog.graph.rewrite [R9]");
    }

    @Test
    void rejectsAnImportOfOursWithoutAVersionRange() {
        replace(bundle("org.neocog.layer", ours("layer"), "org.neocog.graph"));
        assertViolations("org.neocog.layer: must import ours with a version range, but package=org.neocog.graph [R9]");
    }

    @Test
    void rejectsRequireBundleAndDynamicImports() {
        BuiltBundle layer = bundle("org.neocog.layer", ours("layer"), "");
        layer.manifest().getMainAttributes().putValue("Require-Bundle", "org.neocog.graph");
        layer.manifest().getMainAttributes().putValue("DynamicImport-Package", "*");
        replace(layer);
        assertViolations(
                "org.neocog.layer: Require-Bundle must not be used, but is org.neocog.graph [R10]",
                "org.neocog.layer: DynamicImport-Package must not be used, but is * [R10]");
    }
}
