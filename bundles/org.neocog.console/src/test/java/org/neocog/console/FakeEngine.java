package org.neocog.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.backend.MemoryReport;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.experiment.ConfigText;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.graph.GraphBuilder;
import org.neocog.run.Benchmark;
import org.neocog.run.DataPreview;
import org.neocog.run.DataStatistics;
import org.neocog.run.EvaluationOptions;
import org.neocog.run.Metrics;
import org.neocog.run.Plan;
import org.neocog.run.ResumeOptions;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.neocog.run.RunListener;
import org.neocog.run.RunState;
import org.neocog.run.RunSummary;
import org.neocog.run.StartOptions;
import org.neocog.run.SwapReport;
import org.neocog.tensor.Shape;

/** Writes down what it is asked, and answers what it is told to. */
final class FakeEngine implements RunEngine {
    static final Metrics METRICS = new Metrics(0.25, 0.9, 0.99, 10, 100);

    final List<String> calls = new ArrayList<>();
    RunSummary summary =
            new RunSummary(Path.of("runs", "x"), "completed", "reference", 2, 20, 0.5, METRICS, 1000, 0.25, 3.5);
    RuntimeException failure;
    /** What a run does to its folder when it is started, or resumed with no experiment but that of the folder. */
    java.util.function.BiConsumer<Path, List<String>> trains = (folder, overrides) -> {};

    /** Whether runs go on until they are cancelled. */
    boolean endless;

    /** The runs that go on. */
    final List<Run> live = new ArrayList<>();

    final CountDownLatch awaited = new CountDownLatch(1);

    private void called(String call) {
        calls.add(call);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void requireBackend(Experiment experiment, Optional<String> backend) {
        calls.add("requireBackend " + backend.orElse("-"));
    }

    @Override
    public Run start(Experiment experiment, StartOptions options, RunListener listener) {
        Optional<Path> folder = options.folder();
        called("start " + experiment.name() + " " + experiment.train().length() + " "
                + folder.map(Path::toString).orElse("-") + " " + options.runs() + " "
                + options.backend().orElse("-"));
        folder.ifPresent(made -> trains.accept(made, List.of(ConfigText.write(experiment.resolved()))));
        return new FakeRun();
    }

    @Override
    public Run resume(Path folder, ResumeOptions options, RunListener listener) {
        called("resume " + folder + " " + options.backend().orElse("-")
                + (options.overrides().isEmpty() ? "" : " " + options.overrides())
                + (options.acceptChanges() ? " accept" : ""));
        trains.accept(folder, options.overrides());
        return new FakeRun();
    }

    @Override
    public void serve(int runsPerDevice) {
        calls.add("serve " + runsPerDevice);
    }

    @Override
    public boolean isServing() {
        return false;
    }

    @Override
    public List<Run> live() {
        return live;
    }

    @Override
    public RunSummary evaluateRun(Path folder, EvaluationOptions options, RunListener listener) {
        called("evaluateRun " + folder + " " + shown(options));
        return summary;
    }

    @Override
    public RunSummary evaluate(
            Experiment experiment, Optional<Path> weights, EvaluationOptions options, RunListener listener) {
        called("evaluate " + experiment.name() + " "
                + weights.map(Path::toString).orElse("-") + " " + shown(options));
        return summary;
    }

    @Override
    public TrainedNetwork networkOfRun(Path folder, boolean average, boolean best) {
        called("networkOfRun " + folder + (average ? " average" : "") + (best ? " best" : ""));
        return network();
    }

    @Override
    public TrainedNetwork network(Experiment experiment, Optional<Path> weights) {
        called("network " + experiment.name() + " "
                + weights.map(Path::toString).orElse("-"));
        return network();
    }

    private static TrainedNetwork network() {
        return new TrainedNetwork(
                "fake",
                Shape.of(1, 2, 2),
                batch -> new GraphBuilder("fake").build(),
                Map.of("f.weight", new ParameterValues(Shape.of(2), new float[] {1, 2})));
    }

    private static String shown(EvaluationOptions options) {
        return options.split().orElse("-") + " " + options.backend().orElse("-")
                + options.logits().map(file -> " logits " + file.getFileName()).orElse("")
                + (options.average() ? " average" : "") + (options.best() ? " best" : "");
    }

    @Override
    public Benchmark bench(Experiment experiment, List<String> backends, double seconds, Consumer<String> progress) {
        called("bench " + experiment.name() + " " + backends + " " + seconds);
        progress.accept("reference: training");
        Benchmark.OpTime convolution = new Benchmark.OpTime("convolution", 3, 0.03, 6e9, 0.5);
        Benchmark.OpTime relu = new Benchmark.OpTime("add", 2, 0.01, 0, Double.NaN);
        return new Benchmark(
                experiment.name(),
                Shape.of(1, 28, 28),
                32,
                "float32",
                2,
                List.of(new Benchmark.OfBackend(
                        "reference",
                        "Some CPU",
                        1.5,
                        0.25,
                        4e11,
                        new MemoryReport(1024, 2048, 512),
                        new Benchmark.Phase(640, 0.05, 6e9, 0.3, List.of(convolution, relu)),
                        new Benchmark.Phase(1280, 0.025, 2e9, 0.2, List.of()))));
    }

    @Override
    public Plan plan(Experiment experiment) {
        called("plan " + experiment.name());
        return plan(experiment.name());
    }

    @Override
    public Plan plan(ModelSection.Named architecture) {
        called("plan architecture " + architecture.architecture().type() + " "
                + architecture.architecture().options());
        return plan(architecture.architecture().type());
    }

    private static Plan plan(String name) {
        return new Plan(
                name,
                new ModelSpec(
                        Shape.of(1, 28, 28),
                        List.of(
                                new LayerDeclaration("flat", "flatten", ConfigNode.of(null), List.of(), Location.NONE),
                                new LayerDeclaration("f", "dense", ConfigNode.of(10), List.of(), Location.NONE))),
                Shape.of(1, 28, 28),
                new Plan.Totals(7850, 10, 7840, 40),
                new Plan.Memory(2, 31440, 31400, 31400, 6352, 80, 6352),
                List.of(new Plan.Layer("f", "dense", Shape.of(10), 7850, 10, 7840, 28, 40, true)),
                List.of("something is odd. [R1]"),
                List.of(new Plan.Part("layer", "dense", "org.example 1.0.0")),
                7840,
                List.of(new Plan.RateSample(0, 0, 0.5), new Plan.RateSample(10, 1, 0.05)));
    }

    private final class FakeRun implements Run {
        private final CountDownLatch end = new CountDownLatch(endless ? 1 : 0);

        @Override
        public Path folder() {
            return summary.run();
        }

        @Override
        public RunState state() {
            return RunState.RUNNING;
        }

        @Override
        public void cancel() {
            calls.add("cancel");
            end.countDown();
        }

        @Override
        public String backend() {
            return summary.backend();
        }

        @Override
        public Set<String> heldBundles() {
            return Set.of("org.example.backend");
        }

        @Override
        public void pause() {
            calls.add("pause");
        }

        @Override
        public List<String> change(Experiment next) {
            calls.add("change " + next.name());
            return List.of();
        }

        @Override
        public void proceed() {
            calls.add("proceed");
        }

        @Override
        public CompletableFuture<SwapReport> swap(String backend) {
            calls.add("swap " + backend);
            return CompletableFuture.completedFuture(new SwapReport(7, "reference", backend, Map.of()));
        }

        @Override
        public RunSummary await() throws InterruptedException {
            awaited.countDown();
            end.await();
            return summary;
        }
    }

    @Override
    public Map<String, DataStatistics> statistics(Experiment experiment) {
        return Map.of(
                "train",
                new DataStatistics(
                        "points",
                        "train",
                        3,
                        Map.of("a", 3L),
                        Map.of("2 x 2", 2L),
                        List.of(0.5),
                        List.of(0.25),
                        1,
                        1,
                        List.of("train 1 = train 0, of another class"),
                        1,
                        List.of("x.png is cut off.")));
    }

    @Override
    public DataPreview preview(Experiment experiment, DataPart part, int count) {
        return new DataPreview(1, 1, 2, List.of(new byte[] {0, (byte) 200}), List.of("a1"));
    }

    @Override
    public void writeMeanImage(Experiment experiment, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeWeights(Path file, Map<String, ParameterValues> values) {
        try {
            Files.writeString(file, String.valueOf(values.keySet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
