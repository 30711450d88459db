package org.neocog.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.memory.OutOfMemoryException;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.Snapshot;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.graph.Graph;
import org.neocog.tensor.Shape;

/** Tries batch sizes of an experiment's training, each in memory of its own, which is given back. Threading: one thread. */
final class BatchFinder {
    /** What is left untried below the limit, as a share of the largest that fits. */
    private static final int PARTS = 8;
    /** Speeds that are as good as equal. */
    private static final double AS_FAST = 0.98;

    private static final double WARM_UP = 0.5;

    private final Catalog catalog;
    private final Backends backends;
    private final BatchSearch.Options options;
    private final Consumer<String> progress;
    private final TreeMap<Integer, BatchSearch.Trial> trials = new TreeMap<>();

    BatchFinder(Catalog catalog, Backends backends, BatchSearch.Options options, Consumer<String> progress) {
        this.catalog = catalog;
        this.backends = backends;
        this.options = options;
        this.progress = progress;
    }

    /** What is tried in many sizes. */
    private record Subject(
            Experiment experiment,
            RunSettings settings,
            PlugIns plugIns,
            Provider provider,
            Shape input,
            int classes,
            long limit) {}

    BatchSearch find(Experiment experiment) {
        Subject subject = subject(experiment);
        int size = 1;
        while (size < options.largest() && fits(subject, size)) {
            size = (int) Math.min(options.largest(), 2L * size);
        }
        fits(subject, size);
        approachLimit(subject);
        lookAround(subject);
        return new BatchSearch(
                experiment.name(),
                subject.input(),
                subject.provider().name(),
                subject.limit(),
                List.copyOf(trials.values()),
                largest(),
                fastest());
    }

    private Subject subject(Experiment experiment) {
        PlugIns plugIns = new PlugIns(catalog);
        List<String> prefer =
                options.backend().map(List::of).orElse(experiment.backend().prefer());
        Backends some = backends.satisfying(experiment.backend().require());
        Backends.Installed backend = some.choose(prefer, experiment.train().precision())
                .orElseThrow(() -> new ConfigException(
                        Location.origin("backend"),
                        backends.noneSatisfies(some, prefer, experiment.train().precision())));
        Plan plan = new Planner(catalog, backends).plan(experiment);
        Shape output = plan.layers().get(plan.layers().size() - 1).output();
        if (output.rank() != 1) {
            throw new ConfigException(
                    Location.origin("model"),
                    "the last layer must give one number per class, but its output=" + output + ". Change it.");
        }
        return new Subject(
                experiment,
                RunSettings.of(experiment),
                plugIns,
                Provider.of(backend, backends),
                plan.input(),
                (int) output.dim(0),
                options.memoryLimit().orElseGet(() -> MemoryLimit.of(backend)));
    }

    /** Tries sizes between the largest that fits and the least that does not. */
    private void approachLimit(Subject subject) {
        while (true) {
            int fits = largest().batch();
            Integer tooLarge = trials.higherKey(fits);
            if (tooLarge == null || tooLarge - fits <= Math.max(1, fits / PARTS)) {
                return;
            }
            fits(subject, fits + (tooLarge - fits) / 2);
        }
    }

    /** Tries sizes beside the fastest power of two. */
    private void lookAround(Subject subject) {
        int best = fastest().batch();
        int most = largest().batch();
        for (int size : new int[] {best - best / 4, best + best / 2}) {
            if (size <= most) {
                fits(subject, size);
            }
        }
    }

    private BatchSearch.Trial largest() {
        return trials.descendingMap().values().stream()
                .filter(BatchSearch.Trial::fits)
                .findFirst()
                .orElseThrow(() ->
                        new InsufficientMemoryException("find batch-size: one image must fit into the memory, but "
                                + trials.firstEntry().getValue().reason()));
    }

    private BatchSearch.Trial fastest() {
        double best = trials.values().stream()
                .filter(BatchSearch.Trial::fits)
                .mapToDouble(BatchSearch.Trial::imagesPerSecond)
                .max()
                .orElseThrow(NoSuchElementException::new);
        return trials.values().stream()
                .filter(trial -> trial.imagesPerSecond() >= AS_FAST * best)
                .findFirst()
                .orElseThrow(NoSuchElementException::new);
    }

    private boolean fits(Subject subject, int size) {
        BatchSearch.Trial trial = trials.get(size);
        if (trial == null) {
            progress.accept("batch " + size);
            trial = trial(subject, size);
            NeocogAllocators.trim(); // what it took is the next one's to take
            trials.put(size, trial);
        }
        return trial.fits();
    }

    private BatchSearch.Trial trial(Subject subject, int size) {
        TrainingProgram program = program(subject, size);
        try (BufferAllocator values = NeocogAllocators.root("find batch-size values", Long.MAX_VALUE);
                Snapshot state = new InitialState(
                                program.variables(), subject.settings().seed(), subject.plugIns())
                        .create(values);
                BufferAllocator allocator = NeocogAllocators.root("find batch-size", subject.limit());
                Executable executable = subject.provider().compile(program.program(), subject.settings(), allocator);
                NoiseFeed noise =
                        new NoiseFeed(subject.input(), subject.classes(), size, subject.settings(), allocator)) {
            long bytes = executable.memory().total();
            if (bytes > subject.limit()) {
                return misfit(
                        size,
                        bytes,
                        "the program must stay within the limit, but bytes=" + bytes + ", limit=" + subject.limit()
                                + ".");
            }
            executable.restore(state);
            Graph graph = program.program().graph(TrainingProgram.train(size));
            return new BatchSearch.Trial(size, true, bytes, seconds(executable, graph, noise.of(graph)), "");
        } catch (InsufficientMemoryException | OutOfMemoryException e) {
            return misfit(size, 0, String.valueOf(e.getMessage()));
        }
    }

    private static BatchSearch.Trial misfit(int size, long bytes, String reason) {
        return new BatchSearch.Trial(size, false, bytes, Double.NaN, reason);
    }

    /** The training of one batch size, and the evaluation that the experiment has. */
    private static TrainingProgram program(Subject subject, int size) {
        Experiment experiment = subject.experiment();
        TreeSet<Integer> evaluated = new TreeSet<>();
        experiment.data().eval().map(DataSource::batch).ifPresent(evaluated::add);
        ProgramFactory.Training training = new ProgramFactory.Training(
                ParameterGroups.of(experiment, subject.plugIns()),
                Objective.of(experiment.loss(), subject.classes()),
                experiment.train(),
                false);
        return new ProgramFactory(
                        subject.plugIns().model(experiment),
                        subject.input(),
                        subject.classes(),
                        subject.settings().element())
                .build(training, new TreeSet<>(List.of(size)), evaluated);
    }

    /** The median time of a step, after half as long a time that warms up. */
    private double seconds(Executable executable, Graph graph, Feed feed) {
        repeat(WARM_UP * options.seconds(), executable, graph, feed);
        List<Long> nanos = repeat(options.seconds(), executable, graph, feed);
        return nanos.get(nanos.size() / 2) / 1e9;
    }

    /** Sorted times of one step at least. */
    private static List<Long> repeat(double seconds, Executable executable, Graph graph, Feed feed) {
        List<Long> nanos = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            nanos.add(step(executable, graph, feed));
        } while (System.nanoTime() - begin < seconds * 1e9);
        nanos.sort(Comparator.naturalOrder());
        return nanos;
    }

    private static long step(Executable executable, Graph graph, Feed feed) {
        long start = System.nanoTime();
        executable.run(graph.name(), feed).output(TrainingProgram.LOSS).getDouble(0);
        return System.nanoTime() - start;
    }
}
