package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Integrators start, change and stop a run by a factory configuration. */
@InDistribution
class ConfiguredRunOsgiTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private RunEngine engine;

    @Test
    void aFactoryConfigurationIsARunUntilItIsDeleted() throws Exception {
        engine = InnerFramework.service(RunEngine.class);
        Path run = folder.resolve("run");
        Configuration configuration =
                InnerFramework.service(ConfigurationAdmin.class).createFactoryConfiguration("org.neocog.run", "?");
        configuration.update(properties("0.01"));
        await(run.resolve("events.jsonl"), "RUNNING");
        assertEquals(List.of(run), live());

        configuration.update(properties("0.02"));
        await(run.resolve("config.yaml"), "learning-rate: 0.02");
        await(run.resolve("metrics.jsonl"), "\"step\"");

        configuration.delete();
        await(run.resolve("summary.json"), "cancelled");
        InnerFramework.await(TIMEOUT, () -> live().isEmpty(), () -> "live=" + live());
        assertTrue(new RunFolderFiles(run).json("summary.json").get("steps").getAsLong() > 0);
    }

    private Dictionary<String, Object> properties(String rate) throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("experiment", new DigitsTraining(folder).write().toString());
        properties.put("folder", folder.resolve("run").toString());
        properties.put(
                "overrides",
                new String[] {"train={steps: 10000000}", "schedule=constant", "optimizer.learning-rate=" + rate});
        return properties;
    }

    private List<Path> live() {
        return engine.live().stream().map(Run::folder).toList();
    }

    private static void await(Path file, String text) throws InterruptedException {
        InnerFramework.await(
                TIMEOUT, () -> read(file).contains(text), () -> text + " must come to be in: " + read(file));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
