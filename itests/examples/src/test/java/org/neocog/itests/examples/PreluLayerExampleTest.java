package org.neocog.itests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.neocog.itests.examples.Distribution.Result;

/** A layer that is no part of Neocog: built against API bundles, dropped into {@code deploy/}, used by a config on every backend. */
class PreluLayerExampleTest {
    /** What a layer is written against. */
    private static final List<String> API =
            List.of("org.neocog.layer", "org.neocog.graph", "org.neocog.config", "org.neocog.tensor");

    private static final String[] FEW = {
        "-s", "data.train.train-size=200", "-s", "data.train.test-size=50", "-s", "train={steps: 4}"
    };

    @TempDir
    static Path place;

    private static ExampleProject project;
    private static Path classes;
    private static Path bundle;
    private static Distribution distribution;
    private static Path config;

    @BeforeAll
    static void buildAndDrop() throws Exception {
        project = ExampleProject.of("prelu-layer", place.resolve("target"));
        classes = project.compile(API);
        bundle = project.bundle(classes, API);
        distribution = Distribution.copy(place);
        distribution.drop(bundle);
        config = project.folder().resolve("prelu-digits.yaml");
    }

    private static List<String> backends() throws Exception {
        Result list = distribution.run(place, "list", "backends", "--json");
        assertEquals(0, list.code(), list.err());
        List<String> names = new ArrayList<>();
        for (JsonElement backend : list.json().getAsJsonArray("backends")) {
            names.add(backend.getAsJsonObject().get("name").getAsString());
        }
        assertTrue(names.contains("reference"), list.out());
        return names;
    }

    @Test
    void importsApiPackagesAndExportsNothing() throws Exception {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            var headers = jar.getManifest().getMainAttributes();
            assertEquals("com.example.prelu", headers.getValue("Bundle-SymbolicName"));
            assertEquals(null, headers.getValue("Export-Package"));
            Set<String> imports = new TreeSet<>();
            for (String clause : headers.getValue("Import-Package").split(",(?=[a-z])")) {
                imports.add(clause.split(";")[0]);
            }
            imports.removeIf(name -> name.startsWith("java."));
            assertEquals(new TreeSet<>(API), imports);
            assertTrue(jar.getEntry("OSGI-INF/com.example.prelu.PreluLayer.xml") != null, "a component");
        }
    }

    @Test
    void passesItsOwnTests() throws Exception {
        Path tests = project.compileTests(classes);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        URL[] urls = {tests.toUri().toURL(), classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClasspathRoots(Set.of(tests)))
                    .build();
            LauncherFactory.create().execute(request, listener);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertEquals(
                List.of(),
                listener.getSummary().getFailures().stream()
                        .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                        .toList());
        // The kit makes five checks of each of two cases, three more, and there are two tests of its numbers.
        assertEquals(15, listener.getSummary().getTestsSucceededCount());
    }

    @Test
    void trainsOnEveryBackendToTheSameLosses() throws Exception {
        List<List<Double>> all = new ArrayList<>();
        for (String backend : backends()) {
            String[] command = {
                "run", config.toString(), "--backend", backend, "--run-folder", "run-" + backend, "--json"
            };
            List<String> words = new ArrayList<>(List.of(command));
            words.addAll(List.of(FEW));
            Result run = distribution.run(place, words.toArray(String[]::new));
            assertEquals(0, run.code(), run.err());
            assertEquals(backend, run.json().get("backend").getAsString());
            all.add(losses(place.resolve("run-" + backend)));
        }
        for (List<Double> losses : all) {
            assertEquals(4, losses.size());
            for (int step = 0; step < 4; step++) {
                assertEquals(all.get(0).get(step), losses.get(step), 1e-4);
            }
        }
    }

    private static List<Double> losses(Path run) throws Exception {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("loss").getAsDouble())
                .toList();
    }

    @Test
    void isPlannedAndExplainedAsTheLayersThatShip() throws Exception {
        Result plan = distribution.run(place, "plan", config.toString(), "--json");
        assertEquals(0, plan.code(), plan.err());
        for (JsonElement each : plan.json().getAsJsonArray("layers")) {
            JsonObject layer = each.getAsJsonObject();
            if (layer.get("type").getAsString().equals("prelu")) {
                int slopes = layer.get("name").getAsString().equals("rectifier") ? 16 : 8;
                assertEquals(slopes, layer.get("parameters").getAsInt(), layer::toString);
            }
        }
        assertTrue(
                plan.json().getAsJsonArray("parts").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .anyMatch(part -> part.get("name").getAsString().equals("prelu")
                                && part.get("bundle").getAsString().startsWith("com.example.prelu ")),
                plan.out());
        Result help = distribution.run(place, "help", "layer", "prelu");
        assertEquals(0, help.code(), help.err());
        assertTrue(help.out().contains("first value of all slopes"), help.out());
    }

    @Test
    void saysSoWhereItsOptionsAreWrongOrItIsAbsent() throws Exception {
        Path wrong = Files.writeString(
                place.resolve("wrong.yaml"),
                Files.readString(config).replace("{prelu: 0.1, name: rectifier}", "{prelu: 1.5, name: rectifier}"));
        Result refused = distribution.run(place, "plan", wrong.toString());
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("wrong.yaml:") && refused.err().contains("initial=1.5"), refused.err());

        Distribution without = new Distribution(Distribution.assembled(), distribution.cache());
        Result absent = without.run(place, "plan", config.toString());
        assertEquals(2, absent.code());
        assertTrue(absent.err().contains("layer \"prelu\" is not offered"), absent.err());
    }
}
