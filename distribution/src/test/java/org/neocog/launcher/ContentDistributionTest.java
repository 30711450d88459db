package org.neocog.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is in the folder that this build assembled. */
class ContentDistributionTest {
    private final Path home = Tool.assembled();

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void holdsTheFoldersOfTheDesign() throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            assertEquals(
                    Set.of("bin", "lib", "repo", "features", "configs", "deploy", "README.txt", "LICENSE"),
                    entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertTrue(Files.isExecutable(home.resolve("bin/neocog")));
        assertTrue(Files.size(home.resolveSibling(home.getFileName() + ".tar.gz")) > 1_000_000);
    }

    @Test
    void repoHoldsTheBundlesOfTheFeaturesAndNothingElse() throws IOException {
        StartPlan plan = new FeatureFiles(new Installation(home)).plan();
        Set<String> wanted =
                plan.bundles().stream().map(StartPlan.Entry::path).collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = files(home.resolve("repo")).stream()
                .map(file -> home.relativize(file).toString())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(wanted, there);
        assertTrue(wanted.size() > 30, "bundles: " + wanted.size());
    }

    @Test
    void featureIdsHaveTheVersionOfTheBuild() throws IOException {
        for (Path file : files(home.resolve("features"))) {
            assertFalse(Files.readString(file).contains("${"), file.toString());
        }
    }

    @Test
    void theClassPathIsWhatLibHolds() throws IOException {
        String manifest;
        try (var jar = new java.util.jar.JarFile(
                home.resolve("lib/neocog-launcher.jar").toFile())) {
            manifest = jar.getManifest().getMainAttributes().getValue("Class-Path");
        }
        Set<String> jars = files(home.resolve("lib")).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("neocog-launcher.jar"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(jars, new TreeSet<>(List.of(manifest.split(" "))));
    }

    /** A file that names the folder it was built in works on one machine only, or tells more than users want to know. */
    @Test
    void nothingNamesTheBuildMachine() throws IOException {
        Path project = Path.of("").toAbsolutePath().getParent();
        Pattern traces = Pattern.compile(
                Pattern.quote(project + "/") + "|" + Pattern.quote(System.getProperty("user.home") + "/"));
        List<String> found = new ArrayList<>();
        int looked = 0;
        for (Path file : files(home)) {
            byte[] bytes = Files.readAllBytes(file);
            looked += look(home.relativize(file).toString(), bytes, traces, found);
        }
        assertEquals(List.of(), found);
        assertTrue(looked > 1000, "looked at " + looked);
    }

    private static int look(String name, byte[] bytes, Pattern traces, List<String> found) throws IOException {
        if (traces.matcher(new String(bytes, ISO_8859_1)).find()) {
            found.add(name);
        }
        int looked = 1;
        if (name.endsWith(".jar")) {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), UTF_8)) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    looked += look(name + "!" + entry.getName(), zip.readAllBytes(), traces, found);
                }
            }
        }
        return looked;
    }
}
