package org.neocog.itests.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows the guide for vendors word for word, in a fresh folder, against a distribution: build, verify, deploy, run. The verification trains a network on
 * the reference backend, which takes a minute: only with {@code -Dneocog.tests.guide=true}; without it, a record stands for it.
 */
class VendorBackendExampleTest {
    private static final Path DOCS =
            Path.of("..", "..", "docs").toAbsolutePath().normalize();
    private static final long SECONDS = 400;
    private static final boolean WHOLE = Boolean.getBoolean("neocog.tests.guide");
    private static final String JAR = "target/com.example.accelerator-1.0.0.jar";

    @TempDir
    static Path place;

    private static Distribution distribution;
    private static Path project;
    private static String printed = "";

    @BeforeAll
    static void followTheGuide() throws Exception {
        distribution = Distribution.copy(place);
        Files.createSymbolicLink(place.resolve("docs"), DOCS);
        project = place.resolve("accelerator");
        String guide = Files.readString(DOCS.resolve("vendors.md"));
        StringBuilder script = new StringBuilder("set -ex\n");
        script.append("mvn() { ").append(maven()).append(" \"$@\"; }\n");
        Matcher blocks = Pattern.compile("(?s)```sh\n(.*?)```").matcher(guide);
        while (blocks.find()) {
            script.append(WHOLE ? blocks.group(1) : recorded(blocks.group(1)));
        }
        run(script.toString());
    }

    @AfterAll
    static void takeTheLinksAway() throws IOException {
        List<Path> links;
        try (Stream<Path> all = Files.walk(place, 3)) {
            links = all.filter(Files::isSymbolicLink).toList();
        }
        for (Path link : links) {
            Files.delete(link);
        }
    }

    /** The commands with a record in the place of a verification. */
    private static String recorded(String commands) {
        return commands.replaceAll(
                "(?m)^.* verify " + Pattern.quote(JAR) + ".*$",
                Matcher.quoteReplacement("printf '{\"sha256\": \"%s\", \"verified\": {\"backend accelerator\": 1}}'"
                        + " $(sha256sum " + JAR + " | cut -c 1-64) > " + JAR + ".verified.json"));
    }

    /** Without a network, and without leaving anything in the repository that is shared: a folder of links to it, but for what is ours. */
    private static String maven() throws IOException {
        Path shared = Path.of(System.getProperty("neocog.maven.repository"));
        Path own = Files.createDirectories(place.resolve("m2"));
        linkAll(shared, own, "org");
        linkAll(shared.resolve("org"), Files.createDirectory(own.resolve("org")), "neocog");
        return "'" + System.getProperty("neocog.maven.home")
                + "/bin/mvn' -o -B -ntp -llr -Daether.offline.protocols=file" + " -Dmaven.repo.local='" + own + "'";
    }

    private static void linkAll(Path from, Path to, String except) throws IOException {
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                if (!each.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(each.getFileName()), each);
                }
            }
        }
    }

    private static void run(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(place.resolve("guide.sh"), script);
        Path output = place.resolve("guide.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", file.toString())
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("NEOCOG", distribution.home().toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NEOCOG_CACHE", distribution.cache().toString());
        builder.environment().remove("NEOCOG_JAVA_OPTS");
        builder.environment().remove("MAVEN_OPTS");
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        printed = Files.readString(output, UTF_8);
        assertTrue(ended, () -> "still running after " + SECONDS + " s:\n" + printed);
        assertEquals(0, process.exitValue(), printed);
    }

    private static JsonObject report() throws IOException {
        return JsonParser.parseString(Files.readString(project.resolve("report/report.json")))
                .getAsJsonObject();
    }

    private static Map<String, String> statuses(String kind) throws IOException {
        Map<String, String> statuses = new TreeMap<>();
        for (JsonElement each : report().getAsJsonArray(kind)) {
            JsonObject line = each.getAsJsonObject();
            statuses.put(line.get("name").getAsString(), line.get("status").getAsString());
        }
        return statuses;
    }

    @Test
    void isBuiltAgainstApiBundlesAlone() throws IOException {
        try (JarFile jar = new JarFile(project.resolve(JAR).toFile())) {
            String imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
            assertTrue(imports.contains("org.neocog.backend.support"), imports);
            assertTrue(!imports.contains("org.neocog.backend.reference"), imports);
            assertEquals(null, jar.getManifest().getMainAttributes().getValue("Export-Package"));
        }
    }

    @Test
    void isVerifiedWithItsTwoOpsAndRefusesTheOthers() throws IOException {
        Assumptions.assumeTrue(WHOLE, "-Dneocog.tests.guide=true runs the verification");
        assertEquals("passed", report().get("status").getAsString());
        assertEquals(1, report().get("verified").getAsDouble());
        List<String> passed = new ArrayList<>();
        statuses("ops").forEach((op, status) -> {
            if (status.equals("passed")) {
                passed.add(op);
            } else {
                assertEquals("refused", status, op);
            }
        });
        assertEquals(List.of("constant", "convolution", "matmul"), passed);
        Map<String, String> groups = statuses("groups");
        for (String group : List.of("lifecycle, with fallback", "programs, with fallback", "training", "unloading")) {
            assertEquals("passed", groups.get(group), group);
        }
        assertTrue(Files.readString(project.resolve("report/report.html")).contains("<td>matmul</td>"));
    }

    @Test
    void takesItsScoreAlongWhereTheJarGoes() throws IOException {
        Path record = distribution.home().resolve("deploy/com.example.accelerator-1.0.0.jar.verified.json");
        JsonObject verified = JsonParser.parseString(Files.readString(record)).getAsJsonObject();
        assertEquals(64, verified.get("sha256").getAsString().length());
        assertEquals(
                1,
                verified.getAsJsonObject("verified").get("backend accelerator").getAsDouble());
    }

    @Test
    void computesTheRunOfAConfigThatRequiresAVerifiedBackend() throws IOException {
        Path run;
        try (Stream<Path> runs = Files.list(project.resolve("runs"))) {
            run = runs.findFirst().orElseThrow();
        }
        JsonObject summary = JsonParser.parseString(Files.readString(run.resolve("summary.json")))
                .getAsJsonObject();
        assertEquals("accelerator", summary.get("backend").getAsString());
        assertTrue(summary.getAsJsonObject("eval").get("accuracy").getAsDouble() > 0.8, () -> "summary=" + summary);
    }

    @Test
    void anotherBuildOfTheBundleHasNoScore() throws Exception {
        Path deploy = distribution.home().resolve("deploy");
        Path deployed = deploy.resolve("com.example.accelerator-1.0.0.jar");
        byte[] verified = Files.readAllBytes(deployed);
        try {
            // A zip may have a comment of any length: a byte more changes the file and nothing in it.
            byte[] other = java.util.Arrays.copyOf(verified, verified.length + 1);
            other[verified.length - 2] = 1;
            Files.write(deployed, other);
            Distribution.Result refused =
                    distribution.run(project, "run", "accelerator-digits.yaml", "--backend", "accelerator", "--json");
            assertEquals(2, refused.code(), refused.err());
            assertTrue(
                    refused.out().contains("must match backend.require")
                            && refused.out().contains("accelerator verified=0.0"),
                    refused.out());
        } finally {
            Files.write(deployed, verified);
        }
    }
}
