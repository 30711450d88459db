package org.neocog.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.Precision;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Measures the network of an experiment: training with its optimizer, and evaluation, on images of noise. Threading: one thread. */
final class Benchmarker {
    private static final int LEAST_STEPS = 3;
    private static final int PROFILES = 5;
    private static final double WARM_UP = 0.5;

    private final Catalog catalog;
    private final Backends backends;
    private final double seconds;
    private final Consumer<String> progress;

    /** @param seconds how long each phase is measured, at least {@value #LEAST_STEPS} steps */
    Benchmarker(Catalog catalog, Backends backends, double seconds, Consumer<String> progress) {
        this.catalog = catalog;
        this.backends = backends;
        this.seconds = seconds;
        this.progress = progress;
    }

    /** What is measured, for all backends. */
    private record Subject(Shape input, int classes, int batch, TrainingProgram program, InitialState state) {}

    /** @param names backends; none for the first of the experiment's preference that is there */
    Benchmark measure(Experiment experiment, List<String> names) {
        List<Backends.Installed> chosen = choose(experiment, names);
        RunSettings settings = RunSettings.of(experiment);
        Subject subject = subject(experiment, settings.element());
        MachinePeak peak = new MachinePeak(backends, settings);
        List<Benchmark.OfBackend> measured = new ArrayList<>();
        for (Backends.Installed backend : chosen) {
            try (BufferAllocator allocator =
                    NeocogAllocators.root("bench " + experiment.name() + " " + backend.name(), Long.MAX_VALUE)) {
                progress.accept(backend.name() + ": the machine's peak");
                double best = peak.of(backend.device(), allocator);
                measured.add(measure(backend, subject, settings, best, allocator));
            }
        }
        return new Benchmark(
                experiment.name(),
                subject.input(),
                subject.batch(),
                settings.precisionName(),
                settings.threads(),
                measured);
    }

    private List<Backends.Installed> choose(Experiment experiment, List<String> names) {
        List<String> prefer = experiment.backend().prefer();
        List<List<String>> wanted =
                names.isEmpty() ? List.of(prefer) : names.stream().map(List::of).toList();
        Precision precision = experiment.train().precision();
        return wanted.stream()
                .map(each -> backends.choose(each, precision)
                        .orElseThrow(() ->
                                new ConfigException(Location.origin("backend"), backends.noneMatches(each, precision))))
                .toList();
    }

    private Subject subject(Experiment experiment, ElementType element) {
        PlugIns plugIns = new PlugIns(catalog);
        Plan plan = new Planner(catalog, backends).plan(experiment);
        Shape output = plan.layers().get(plan.layers().size() - 1).output();
        if (output.rank() != 1) {
            throw new ConfigException(
                    Location.origin("model"),
                    "the last layer must give one number per class, but its output=" + output + ". Change it.");
        }
        int classes = (int) output.dim(0);
        int batch = experiment.data().train().batch();
        TreeSet<Integer> sizes = new TreeSet<>(List.of(batch));
        ProgramFactory.Training training = new ProgramFactory.Training(
                ParameterGroups.of(experiment, plugIns),
                Objective.of(experiment.loss(), classes),
                experiment.train(),
                false);
        TrainingProgram program = new ProgramFactory(plugIns.model(experiment), plan.input(), classes, element)
                .build(training, sizes, sizes);
        InitialState state = new InitialState(program.variables(), experiment.seed(), plugIns);
        return new Subject(plan.input(), classes, batch, program, state);
    }

    private Benchmark.OfBackend measure(
            Backends.Installed backend, Subject subject, RunSettings settings, double peak, BufferAllocator allocator) {
        progress.accept(backend.name() + ": compiling");
        long start = System.nanoTime();
        try (Executable executable =
                        whole(backend).compile(subject.program().program(), settings.compileOptions(allocator));
                NoiseFeed feed =
                        new NoiseFeed(subject.input(), subject.classes(), subject.batch(), settings, allocator)) {
            double compiled = (System.nanoTime() - start) / 1e9;
            try (Snapshot state = subject.state().create(allocator)) {
                executable.restore(state);
            }
            Graph training = subject.program().program().graph(TrainingProgram.train(subject.batch()));
            Graph evaluation = subject.program().program().graph(TrainingProgram.evaluate(subject.batch()));
            progress.accept(backend.name() + ": training");
            long first = step(executable, training, feed.of(training));
            Benchmark.Phase trained = phase(executable, training, feed, subject.batch(), peak);
            progress.accept(backend.name() + ": evaluation");
            Benchmark.Phase evaluated = phase(executable, evaluation, feed, subject.batch(), peak);
            return new Benchmark.OfBackend(
                    backend.name(),
                    backend.backend().device().name(),
                    compiled,
                    first / 1e9,
                    peak,
                    executable.memory(),
                    trained,
                    evaluated);
        }
    }

    /** The backend, with another one for what it does not support, as runs have it. */
    private Backend whole(Backends.Installed backend) {
        if (backend.complete()) {
            return backend.backend();
        }
        return backends.complete()
                .<Backend>map(complete -> new PartitionedBackend(backend.backend(), complete.backend()))
                .orElse(backend.backend());
    }

    private static long step(Executable executable, Graph graph, Feed feed) {
        String output = graph.outputs().keySet().iterator().next();
        long start = System.nanoTime();
        executable.run(graph.name(), feed).output(output).getDouble(0);
        return System.nanoTime() - start;
    }

    private Benchmark.Phase phase(Executable executable, Graph graph, NoiseFeed noise, int batch, double peak) {
        Feed feed = noise.of(graph);
        repeat(WARM_UP * seconds, () -> step(executable, graph, feed));
        List<Long> nanos = repeat(seconds, () -> step(executable, graph, feed));
        double step = nanos.get(nanos.size() / 2) / 1e9;
        Map<String, Double> operations = new HashMap<>();
        for (Node node : graph.nodes()) {
            operations.merge(node.op().name(), 2.0 * Arithmetic.multiplications(node), Double::sum);
        }
        double all =
                operations.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Benchmark.Phase(
                batch / step, step, all, all / step / peak, ops(executable, graph, feed, operations, peak));
    }

    /** Sorted times. */
    private static List<Long> repeat(double seconds, LongSupplier step) {
        List<Long> nanos = new ArrayList<>();
        long begin = System.nanoTime();
        while (nanos.size() < LEAST_STEPS || System.nanoTime() - begin < seconds * 1e9) {
            nanos.add(step.getAsLong());
        }
        nanos.sort(Comparator.naturalOrder());
        return nanos;
    }

    private static List<Benchmark.OpTime> ops(
            Executable executable, Graph graph, Feed feed, Map<String, Double> operations, double peak) {
        if (!(executable instanceof ProfiledExecutable profiled)) {
            return List.of();
        }
        List<Profile.Part> parts = best(profiled, graph.name(), feed);
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Long> nanos = new LinkedHashMap<>();
        for (Profile.Part part : parts) {
            counts.merge(part.op(), 1, Integer::sum);
            nanos.merge(part.op(), part.nanos(), Long::sum);
        }
        return nanos.entrySet().stream()
                .map(entry -> {
                    double time = entry.getValue() / 1e9;
                    double work = operations.getOrDefault(entry.getKey(), 0.0);
                    return new Benchmark.OpTime(
                            entry.getKey(),
                            counts.getOrDefault(entry.getKey(), 0),
                            time,
                            work,
                            work > 0 ? work / time / peak : Double.NaN);
                })
                .sorted(Comparator.comparingDouble(Benchmark.OpTime::seconds).reversed())
                .toList();
    }

    /** The parts of a step, each with its best time of a few steps. */
    private static List<Profile.Part> best(ProfiledExecutable executable, String graph, Feed feed) {
        List<Profile.Part> best = executable.profile(graph, feed).parts();
        for (int round = 1; round < PROFILES; round++) {
            List<Profile.Part> parts = executable.profile(graph, feed).parts();
            if (parts.size() != best.size()) {
                return parts; // it works otherwise now
            }
            List<Profile.Part> less = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                less.add(parts.get(i).nanos() < best.get(i).nanos() ? parts.get(i) : best.get(i));
            }
            best = less;
        }
        return best;
    }
}
