package org.neocog.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.neocog.backend.DeviceInfo;
import org.neocog.config.Catalog;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.neocog.exchange.NetworkFormat;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.Finders;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.tensor.ElementType;

/** A command line over fakes, and what it printed. */
final class Bench implements Services {
    static final String CONFIG = """
            neocog: 1
            name: small
            data: {train: {dataset: points}}
            model: {architecture: net}
            optimizer: sgd
            train: {epochs: 2}
            """;

    final FakeEngine engine = new FakeEngine();
    final FakeFinders finders = new FakeFinders();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final PicocliCommandLine commandLine = new PicocliCommandLine(this, 0);
    private final Path folder;
    /** What {@code fetch} knows. */
    final List<PlugIn> downloads = new ArrayList<>();

    /** What configs can name beside the dataset of {@link #CONFIG}. */
    final List<PlugIn> datasets = new ArrayList<>(List.of(new FakePlugIn("points", Schema.empty())));

    final List<PlugIn> layers = new ArrayList<>();

    private final Map<String, List<PlugIn>> plugIns = Map.of(
            "download",
            downloads,
            "dataset",
            datasets,
            "layer",
            layers,
            "architecture",
            List.of(new FakePlugIn(
                    "net", Schema.of(Option.integer("depth", "how deep").orElse(10)))),
            "optimizer",
            List.of(new FakePlugIn(
                    "sgd",
                    Schema.of(
                            Option.number("learning-rate", "size of a step")
                                    .orElse(0.1)
                                    .above(0),
                            Option.number("momentum", "share of the last step").optional()))),
            "schedule",
            List.of(new FakePlugIn("constant", Schema.empty())));

    Bench(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("small.yaml"), CONFIG);
    }

    int execute(String... words) {
        return commandLine.execute(words, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), folder);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    /** What is on standard output must be one JSON document and nothing else. */
    JsonObject json() throws IOException {
        JsonReader reader = new JsonReader(new StringReader(out()));
        reader.setStrictness(Strictness.STRICT);
        JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new AssertionError("more than one document: " + out());
        }
        return object;
    }

    @Override
    public RunEngine engine() {
        return engine;
    }

    @Override
    public Finders finders() {
        return finders;
    }

    @Override
    public ExperimentReader reader() {
        return new ExperimentReader(catalog());
    }

    @Override
    public Catalog catalog() {
        return Catalog.of(plugIns);
    }

    @Override
    public NetworkFormat format(String name) {
        return new FakeFormat(name);
    }

    @Override
    public List<BackendOffer> backends() {
        DeviceInfo device = new DeviceInfo("Some CPU", "Somebody", 3L << 30, Set.of(ElementType.FLOAT32));
        return List.of(
                new BackendOffer("other", "cpu", device, "org.example.other 2.0.0", OptionalDouble.of(0.985)),
                new BackendOffer("reference", "cpu", device, "org.example.backend 1.0.0", OptionalDouble.empty()));
    }

    @Override
    public String bundleOf(PlugIn plugIn) {
        return "org.example 1.0.0";
    }

    @Override
    public CommandLine commandLine() {
        return commandLine;
    }

    @Override
    public org.osgi.framework.BundleContext context() {
        throw new UnsupportedOperationException("there is no framework here");
    }

    @Override
    public String property(String name) {
        return name.equals("neocog.socket") ? folder.resolve("s.sock").toString() : null;
    }

    @Override
    public <T> T special(Class<T> type, String feature) {
        throw new RunException("special: no service " + type.getName());
    }

    @Override
    public Shell shell() {
        return (in, shellOut, shellErr) -> shellOut.println("shell");
    }

    @Override
    public String version() {
        return "9.8.7";
    }
}
