package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFilesTest {
    @TempDir
    Path home;

    private void feature(String name, String bundles, String more) throws IOException {
        Path file = home.resolve("features/" + name + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"feature-resource-version\": \"1.0\", \"id\": \"org.example:" + name + ":1.0.0\", \"bundles\": ["
                        + bundles + "]" + more + "}");
    }

    private void jar(String path) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, path);
    }

    private StartPlan plan() {
        return new FeatureFiles(new Installation(home)).plan();
    }

    private String refusal() {
        return assertThrows(LaunchException.class, this::plan).getMessage();
    }

    @Test
    void findsBundlesByTheirIdsAndJoinsFeatures() throws IOException {
        jar("repo/org/example/a/1.0/a-1.0.jar");
        jar("repo/org/example/b/2.0/b-2.0-linux.jar");
        jar("deploy/mine.jar");
        feature("one", "{\"id\": \"org.example:a:1.0\", \"start-level\": 3}", "");
        feature(
                "two",
                "{\"id\": \"org.example:a:1.0\", \"start-level\": 2}, {\"id\": \"org.example:b:jar:linux:2.0\"}",
                commands("shell"));
        assertEquals(
                List.of(
                        new StartPlan.Entry("repo/org/example/a/1.0/a-1.0.jar", 2, List.of()),
                        new StartPlan.Entry("repo/org/example/b/2.0/b-2.0-linux.jar", 5, List.of("shell")),
                        new StartPlan.Entry("deploy/mine.jar", 5, List.of())),
                plan().bundles());
    }

    @Test
    void aBundleOfTwoFeaturesIsNotNeededOnlyWhereBothSaySo() throws IOException {
        jar("repo/org/example/a/1.0/a-1.0.jar");
        String bundle = "{\"id\": \"org.example:a:1.0\"}";
        feature("one", bundle, commands("!list backends", "!help"));
        feature("two", bundle, commands("!help", "!plot"));
        assertEquals(List.of("!help"), plan().bundles().get(0).commands());
        feature("two", bundle, commands("shell"));
        assertEquals(List.of(), plan().bundles().get(0).commands());
        feature("one", bundle, commands("verify"));
        assertEquals(List.of("verify", "shell"), plan().bundles().get(0).commands());
    }

    private static String commands(String... names) {
        return ", \"extensions\": {\"org.neocog.commands\": {\"type\": \"text\", \"kind\": \"mandatory\", \"text\": [\""
                + String.join("\", \"", names) + "\"]}}";
    }

    @Test
    void refusesABundleThatIsNotInRepo() throws IOException {
        feature("one", "{\"id\": \"org.example:a:1.0\"}", "");
        assertTrue(refusal().contains("each bundle must be in repo, but org.example:a:1.0 is not"), refusal());
    }

    @Test
    void refusesWhatIsNoFeature() throws IOException {
        Files.createDirectories(home.resolve("features"));
        Files.writeString(home.resolve("features/x.json"), "{\"bundles\": ");
        assertTrue(refusal().contains("x.json: must be an OSGi feature file, but cannot be read"), refusal());
    }

    @Test
    void refusesAStartLevelThatIsNone() throws IOException {
        jar("repo/org/example/a/1.0/a-1.0.jar");
        feature("one", "{\"id\": \"org.example:a:1.0\", \"start-level\": \"first\"}", "");
        assertTrue(refusal().contains("start-level must be an integer of at least 1"), refusal());
    }

    @Test
    void refusesConfigurationsInsteadOfIgnoringThem() throws IOException {
        feature("one", "", ", \"configurations\": {\"some.pid\": {\"a\": 1}}");
        assertTrue(refusal().contains("configurations=[some.pid]"), refusal());
    }

    @Test
    void refusesAnInstallationWithoutFeatures() {
        assertTrue(refusal().contains("must hold feature files"), refusal());
    }
}
