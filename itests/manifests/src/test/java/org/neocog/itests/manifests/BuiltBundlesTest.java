package org.neocog.itests.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules, held against every bundle that this build made. */
class BuiltBundlesTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Path BUNDLES = Path.of("..", "..", "bundles");

    private static Map<String, BuiltBundle> bundles;

    @BeforeAll
    static void readTheClassPath() throws Exception {
        bundles = new TreeMap<>();
        for (var url : Collections.list(BuiltBundlesTest.class.getClassLoader().getResources(MANIFEST))) {
            BuiltBundle bundle = url.getProtocol().equals("jar")
                    ? readJar(Path.of(
                            URI.create(url.getPath().substring(0, url.getPath().indexOf('!')))))
                    : readFolder(Path.of(url.toURI()).getParent().getParent());
            if (BuiltBundle.isOurs(bundle.symbolicName()) || BuiltBundle.isOurs(bundle.artifactId())) {
                bundles.put(bundle.artifactId(), bundle);
            }
        }
        System.out.println("Read the manifests of " + bundles.size() + " bundles.");
    }

    /** A jar lies in {@code <folder>/target/} of this build or in {@code <artifactId>/<version>/} of the local repository. */
    private static BuiltBundle readJar(Path jar) throws IOException {
        String artifactId = jar.getFileName().toString().replaceFirst("-\\d.*", "");
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            return read(jar, artifactId, content.getPath("/"));
        }
    }

    /** Classes lie in {@code <folder>/target/classes/} while jars are not made yet. */
    private static BuiltBundle readFolder(Path classes) throws IOException {
        return read(classes, classes.getParent().getParent().getFileName().toString(), classes);
    }

    private static BuiltBundle read(Path place, String artifactId, Path root) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(MANIFEST));
                Stream<Path> files = Files.walk(root)) {
            Set<String> packages = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.startsWith("META-INF"))
                    .collect(Collectors.toCollection(TreeSet::new));
            String folder = place.getParent().getParent().getFileName().toString();
            return new BuiltBundle(folder, artifactId, new Manifest(in), packages);
        }
    }

    private static Set<String> modules() throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(BUNDLES.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void readsEveryModuleOfTheBuild() throws IOException {
        assertTrue(!modules().isEmpty(), "bundles/pom.xml lists modules");
        assertEquals(
                modules(),
                bundles.keySet(),
                "each module of bundles/pom.xml must be a dependency of itests/manifests/pom.xml, and nothing else");
    }

    @Test
    void everyFolderIsAModule() throws IOException {
        try (Stream<Path> folders = Files.list(BUNDLES)) {
            assertEquals(
                    modules(),
                    folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                            .map(folder -> folder.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void allBundlesKeepTheRules() {
        assertEquals(List.of(), BundleRules.violations(bundles.values()));
    }

    @Test
    void everyBundleHasClasses() {
        bundles.values().forEach(bundle -> assertTrue(!bundle.packages().isEmpty(), bundle::artifactId));
    }
}
