package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.launcher.Tool.Result;

/** Starts a copy of the assembled folder, in a place with spaces, as a process. */
class ProcessDistributionTest {
    @TempDir
    static Path shared;

    @TempDir
    Path own;

    private static Path home;
    private static Path cache;

    @BeforeAll
    static void install() throws IOException {
        home = copy(shared.resolve("a place with spaces, 100 %41"));
        cache = shared.resolve("cache");
    }

    /** A copy that nobody may write. */
    private static Path copy(Path place) throws IOException {
        Path from = Tool.assembled();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = place.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                    to.toFile().setWritable(false, false);
                }
            }
        }
        return place;
    }

    private Tool tool() {
        return new Tool(home, cache, own);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        Files.isDirectory(file) ? "" : Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    @Test
    void listsTheReferenceBackendAndWritesNothingIntoItsFolder() throws IOException {
        Map<String, String> before = contents(home);
        Result first = tool().run("list", "backends", "--json");
        Result second = tool().run("list", "backends", "--json");
        assertEquals(0, first.code(), first.err());
        assertEquals("", first.err());
        assertTrue(first.out().contains("\"name\": \"reference\""), first.out());
        assertEquals(first, second);
        assertEquals(before, contents(home));
        assertEquals(Map.of("", ""), contents(own));
    }

    /** As the loader ocl-icd takes it; Khronos' own only takes folders. */
    @Test
    void anOpenClDriverThatIsNamedByItsLibraryIsShown() throws IOException {
        Path driver = Path.of("/etc/OpenCL/vendors/pocl.icd");
        Path loader = Path.of("/usr/lib/x86_64-linux-gnu/libOpenCL.so.1");
        boolean known = Files.isReadable(driver)
                && Files.isReadable(loader)
                && Files.readString(loader, StandardCharsets.ISO_8859_1).contains("OCL_ICD_DEFAULT_PLATFORM");
        Assumptions.assumeTrue(
                known,
                "SKIPPED: it needs PoCL and ocl-icd, such as the packages pocl-opencl-icd and" + " ocl-icd-libopencl1");
        Result result =
                tool().with("OCL_ICD_VENDORS", Files.readString(driver).strip()).run("list", "backends", "--json");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\"name\": \"opencl:pocl:0\""), result.out());
    }

    private static String logs(Path cache) {
        try (Stream<Path> files = Files.walk(cache)) {
            StringBuilder text = new StringBuilder();
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                text.append(Files.readString(log));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void helpExits0() {
        Result result = tool().run("--help");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().startsWith("Usage: neocog "), result.out());
        assertEquals("", result.err());
    }

    @Test
    void anUnknownCommandExits2() {
        Result result = tool().run("lsit");
        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertEquals("neocog: there is no command \"lsit\"; did you mean \"list\"?\n", result.err());
    }

    @Test
    void planReadsAConfigRelativeToTheWorkingDirectory() throws IOException {
        Files.createDirectory(own.resolve("my configs"));
        Files.copy(home.resolve("configs/lenet5-mnist.yaml"), own.resolve("my configs/a.yaml"));
        Result result = tool().run("plan", "my configs/a.yaml", "--json");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().startsWith("{\n  \"parameters\": 61706,"), result.out());
    }

    @Test
    void everyConfigThatShipsCanBePlanned() throws IOException {
        List<Path> configs;
        try (Stream<Path> files = Files.list(home.resolve("configs"))) {
            configs = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertTrue(configs.size() >= 2, configs.toString());
        for (Path config : configs) {
            Result result = tool().run("plan", config.toString());
            assertEquals(0, result.code(), config + ": " + result.err());
        }
    }

    @Test
    void threeColdStartsAtOnceDoNotDisturbEachOther() throws IOException {
        Path fresh = own.resolve("fresh cache");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new Tool(home, fresh, own).start("list", "layers"));
        }
        for (Process process : processes) {
            Result result = Tool.await(process);
            assertEquals(0, result.code(), result.err());
            assertEquals("", result.err());
            assertTrue(result.out().contains("conv2d"), result.out());
        }
        List<String> there = contents(fresh).keySet().stream()
                .filter(name -> name.matches("start-[^/]*/(bundles/)?[^/]*"))
                .map(name -> name.replaceFirst("start-[^/]*/", ""))
                .filter(name -> !name.startsWith("bundles/common-"))
                .toList();
        assertEquals(List.of("bundles", "classes.jsa", "start-plan"), there, () -> logs(fresh));
    }

    @Test
    void aDamagedClassArchiveIsNotUsed() throws IOException {
        Path fresh = own.resolve("cache");
        Tool tool = new Tool(home, fresh, own);
        assertEquals(0, tool.run("list", "layers").code());
        Path archive;
        try (Stream<Path> files = Files.walk(fresh)) {
            archive = files.filter(file -> file.endsWith("classes.jsa"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(archive);
        Files.writeString(archive, "no archive");
        Result result = tool.run("list", "backends");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("name "), result.out());
    }

    @Test
    void runsWithoutACache() throws IOException {
        Path file = Files.writeString(own.resolve("file"), "");
        Result result = new Tool(home, file.resolve("cache"), own).run("list", "backends");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
    }

    @Test
    void startsThroughALinkFromElsewhere() throws IOException {
        Path link = Files.createSymbolicLink(own.resolve("link"), home.resolve("bin/neocog"));
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "--version").directory(own.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NEOCOG_CACHE", cache.toString());
        Result result = Tool.await(builder.start());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().startsWith("neocog "), result.out());
    }

    @Test
    void saysWhenJavaIsMissingOrTooOld() throws IOException {
        Result missing = tool().with("JAVA_HOME", "/nowhere").run("list");
        assertEquals(3, missing.code());
        assertTrue(missing.err().startsWith("neocog: JAVA_HOME must be the folder of Java 17 or later"), missing.err());

        Path old = Files.createDirectories(own.resolve("jdk-11/bin"));
        assertTrue(Files.createFile(old.resolve("java")).toFile().setExecutable(true));
        Files.writeString(old.resolveSibling("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
        Result result = tool().with("JAVA_HOME", old.getParent().toString()).run("list");
        assertEquals(3, result.code());
        assertTrue(
                result.err().contains("must be 17 or later, but")
                        && result.err().contains("is 11.0.2"),
                result.err());
    }

    /** What the launcher sets for libraries before Java starts, as a Java sees it that only tells its environment. */
    private List<String> environment(String tunables, String waiting) throws IOException {
        Path jdk = own.resolve("jdk-17/bin");
        if (!Files.isDirectory(jdk)) {
            Files.createDirectories(jdk);
            Path java = Files.writeString(
                    jdk.resolve("java"), "#!/bin/sh\necho \"$GLIBC_TUNABLES\"\necho \"${GOMP_SPINCOUNT-unset}\"\n");
            assertTrue(java.toFile().setExecutable(true));
            Files.writeString(jdk.resolveSibling("release"), "JAVA_VERSION=\"17.0.9\"\n");
        }
        Result result = tool().with("JAVA_HOME", jdk.getParent().toString())
                .with("GLIBC_TUNABLES", tunables)
                .with("GOMP_SPINCOUNT", "")
                .with("OMP_WAIT_POLICY", waiting)
                .run("list");
        assertEquals(0, result.code(), result.err());
        return result.out().lines().toList();
    }

    @Test
    void largePagesAndShortWaitsAreAskedForUnlessTheUserSaysOtherwise() throws IOException {
        assertEquals(List.of("glibc.malloc.hugetlb=1", "1000"), environment("", ""));
        assertEquals(
                List.of("glibc.malloc.check=0:glibc.malloc.hugetlb=1", "1000"),
                environment("glibc.malloc.check=0", ""));
        assertEquals(List.of("glibc.malloc.hugetlb=0", ""), environment("glibc.malloc.hugetlb=0", "passive"));
    }

    @Test
    void aDeployedBundleThatDoesNotStartIsReportedAndLeftOut() throws IOException {
        Path broken = copy(own.resolve("installation"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "com.example.broken");
        manifest.getMainAttributes().putValue("Import-Package", "com.example.absent");
        new JarOutputStream(Files.newOutputStream(broken.resolve("deploy/broken.jar")), manifest).close();
        Result result = new Tool(broken, cache, own).run("list", "backends", "--json");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\"name\": \"reference\""), result.out());
        assertTrue(
                result.err().startsWith("warning: com.example.broken 0.0.0: does not start: ")
                        && result.err().contains("com.example.absent"),
                result.err());
    }

    @Test
    void aBrokenInstallationExits3WithTheCause() throws IOException {
        Path broken = copy(own.resolve("installation"));
        Path base = broken.resolve("features/base.json");
        assertTrue(base.toFile().setWritable(true));
        Files.writeString(
                base,
                String.join(
                        "\n",
                        Files.readAllLines(base).stream()
                                .filter(line -> !line.contains("picocli"))
                                .toList()));
        Result result = new Tool(broken, cache, own).run("list");
        assertEquals(3, result.code());
        assertEquals("", result.out());
        assertTrue(
                result.err().startsWith("neocog: the command line must be there, but is not:\n  org.neocog.console ")
                        && result.err().contains("picocli"),
                result.err());
    }

    @Test
    void theFirstSignalStopsARunInOrder() throws Exception {
        Files.writeString(own.resolve("endless.yaml"), """
                neocog: 1
                data: {train: {dataset: digits, train-size: 200, test-size: 20, batch: 10, transforms: [{pad: 2}]}}
                model: {architecture: lenet5}
                optimizer: {type: sgd, learning-rate: 0.01}
                train: {epochs: 100000}
                """);
        Path err = own.resolve("err");
        Process process = tool().errTo(err).start("run", "endless.yaml", "--run-folder", "stopped", "--json");
        while (process.isAlive() && !Files.readString(err).contains("epoch ")) {
            Thread.sleep(100);
        }
        process.toHandle().destroy(); // process.destroy() would close its streams as well
        Result result = Tool.await(process);
        assertEquals(130, result.code(), Files.readString(err));
        assertTrue(result.out().contains("\"status\": \"cancelled\""), result.out());
        assertTrue(Files.readString(err).contains("Go on with: neocog resume stopped"), Files.readString(err));
        assertFalse(contents(own.resolve("stopped/checkpoints")).isEmpty());
        Result list = tool().run("list", "runs", "--runs", ".");
        assertTrue(list.out().contains("cancelled"), list.out());
    }

    @Test
    void theShellKnowsTheCommands() throws IOException {
        Process process = tool().start("shell");
        process.getOutputStream().write("neocog:list backends\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        Result result = Tool.await(process);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("org.neocog.backend.reference"), result.out());
    }
}
