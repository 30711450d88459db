package org.neocog.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ExperimentReader;
import org.neocog.experiment.ModelSection;
import org.neocog.experiment.Precision;
import org.neocog.experiment.WeightsSection;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs experiments in this process, each in a thread. */
@Component(service = RunEngine.class, immediate = true) // runs outlive whoever started them
public final class LocalRunEngine implements RunEngine {
    private final Catalog catalog;
    private final Backends backends;
    private final ExperimentReader reader;
    private final InstalledBundles bundles;
    private final ServiceChanges changes = new ServiceChanges();
    private final Set<LocalRun> live = ConcurrentHashMap.newKeySet();
    private final DataLeases data = new DataLeases(() -> List.copyOf(live));
    private volatile @Nullable DeviceQueue queue;
    private final @Nullable BundleContext context;

    @Activate
    public LocalRunEngine(
            BundleContext context,
            @Reference Catalog catalog,
            @Reference Backends backends,
            @Reference ExperimentReader reader)
            throws InvalidSyntaxException {
        this(context, catalog, backends, reader, InstalledBundles.of(context));
        context.addServiceListener(changes, "(objectClass=org.neocog.*)");
        context.addServiceListener(data, DataLeases.FILTER);
    }

    /** Without a framework: nobody tells it of services, so waiting runs only look now and then. */
    LocalRunEngine(Catalog catalog, Backends backends, ExperimentReader reader, InstalledBundles bundles) {
        this(null, catalog, backends, reader, bundles);
    }

    private LocalRunEngine(
            @Nullable BundleContext context,
            Catalog catalog,
            Backends backends,
            ExperimentReader reader,
            InstalledBundles bundles) {
        this.context = context;
        this.catalog = catalog;
        this.backends = backends;
        this.reader = reader;
        this.bundles = bundles;
    }

    @Deactivate
    void deactivate() {
        if (context != null) {
            context.removeServiceListener(changes);
            context.removeServiceListener(data);
        }
    }

    @Override
    public void requireBackend(Experiment experiment, Optional<String> backend) {
        List<String> prefer = backend.map(List::of).orElse(experiment.backend().prefer());
        Precision precision = experiment.train().precision();
        Backends some = backends.satisfying(experiment.backend().require());
        if (some.choose(prefer, precision).isEmpty()) {
            throw new ConfigException(Location.origin("backend"), backends.noneSatisfies(some, prefer, precision));
        }
    }

    @Override
    public Run start(Experiment experiment, StartOptions options, RunListener listener) {
        Optional<String> backend = options.backend();
        Experiment asked = backend.map(experiment::on).orElse(experiment);
        Supplier<Resolution> resolver = () -> Resolution.toTrain(asked, catalog, backends, backend, listener);
        Path path = options.folder().orElseGet(() -> RunFolder.named(options.runs(), experiment.name()));
        if (Files.exists(path)) {
            throw RunFolder.exists(path);
        }
        Resolution resolved = tryNow(resolver);
        boolean started = false;
        try {
            LocalRun run = new LocalRun(
                    RunFolder.create(path, asked.resolved()),
                    () -> resolveAgain(path, backend, listener),
                    null,
                    listener,
                    surroundings(options.waits(), options.backend()));
            begin(run, resolved);
            started = true;
            return run;
        } finally {
            if (!started && resolved != null) {
                resolved.close();
            }
        }
    }

    private LocalRun.Surroundings surroundings(boolean waits, Optional<String> backend) {
        DeviceQueue devices = queue;
        return new LocalRun.Surroundings(
                backends,
                changes,
                bundles,
                waits || devices != null,
                devices,
                experiment -> Resolution.toTrain(experiment, catalog, backends, backend, RunListener.NONE));
    }

    private void begin(LocalRun run, @Nullable Resolution resolved) {
        live.add(run);
        run.whenEnded(() -> live.remove(run));
        run.start(resolved);
    }

    @Override
    public void serve(int runsPerDevice) {
        DeviceQueue made = queue == null ? new DeviceQueue() : queue;
        made.perDevice(runsPerDevice);
        queue = made;
    }

    @Override
    public boolean isServing() {
        return queue != null;
    }

    @Override
    public List<Run> live() {
        return List.copyOf(live);
    }

    /**
     * Everything the run's config needs now. Bound anew: what was bound before may be of classes that an updated bundle has replaced.
     *
     * @throws MissingServiceException if the config, which was valid when the run was made, is not with the bundles that are there now
     */
    private Resolution resolveAgain(Path folder, Optional<String> backend, RunListener listener) {
        Experiment experiment;
        try {
            experiment = read(folder);
        } catch (ConfigException e) {
            throw new MissingServiceException(RunException.textOf(e).strip());
        }
        return Resolution.toTrain(experiment, catalog, backends, backend, listener);
    }

    /** Everything the experiment needs, or null if a service is missing now; other problems are thrown. */
    private static @Nullable Resolution tryNow(Supplier<Resolution> resolver) {
        try {
            return resolver.get();
        } catch (MissingServiceException e) {
            return null; // the run says so when it waits
        }
    }

    @Override
    public Run resume(Path folder, ResumeOptions options, RunListener listener) {
        Experiment experiment = read(folder, options.overrides());
        CheckpointStore.Stored from = lastCheckpoint(folder, experiment);
        List<ConfigChange> changes = changes(folder, experiment, from, options.acceptChanges());
        Optional<RunSummary> completed = changes.isEmpty() ? completed(folder) : Optional.empty();
        if (completed.isPresent()) {
            return new CompletedRun(folder, completed.get());
        }
        Supplier<Resolution> resolver =
                () -> Resolution.toTrain(experiment, catalog, backends, options.backend(), listener);
        Resolution resolved = tryNow(resolver);
        boolean started = false;
        try {
            LocalRun run = new LocalRun(
                    reopen(folder, experiment, from.position().step(), changes),
                    () -> resolveAgain(folder, options.backend(), listener),
                    from,
                    listener,
                    surroundings(options.waits(), options.backend()));
            begin(run, resolved);
            started = true;
            return run;
        } finally {
            if (!started && resolved != null) {
                resolved.close();
            }
        }
    }

    /** What differs from the checkpoint's config. @throws ConfigException if that is not accepted */
    private static List<ConfigChange> changes(
            Path folder, Experiment experiment, CheckpointStore.Stored from, boolean accept) {
        if (from.config() == null) {
            return List.of();
        }
        List<ConfigChange> changes = ConfigChange.between(from.config(), experiment.resolved());
        if (changes.isEmpty() || accept) {
            return changes;
        }
        List<Problem> problems = new ArrayList<>();
        Location place = Location.origin(RunFolder.configFile(folder).toString());
        problems.add(new Problem(
                place,
                "must be as the run's last checkpoint has it, but keys=" + changes.size()
                        + " differ. Go on with it by --accept-changes, or change it back."));
        changes.forEach(change -> problems.add(
                new Problem(place, change.key() + " was " + change.before() + ", and is " + change.now())));
        throw new ConfigException(problems);
    }

    private static RunFolder reopen(Path path, Experiment experiment, long step, List<ConfigChange> changes) {
        RunFolder folder = RunFolder.reopen(path, step);
        boolean done = false;
        try {
            if (folder.hasOtherConfig(experiment.resolved())) {
                folder.replaceConfig(experiment.resolved(), step);
            }
            if (!changes.isEmpty()) {
                folder.event(
                        "config",
                        step,
                        Map.of(
                                "changes",
                                changes.stream().map(ConfigChange::toMap).toList()));
            }
            done = true;
            return folder;
        } catch (IOException e) {
            throw RunFolder.unwritable(path, e);
        } finally {
            if (!done) {
                folder.closeQuietly();
            }
        }
    }

    private Experiment read(Path folder) {
        return read(folder, List.of());
    }

    private Experiment read(Path folder, List<String> overrides) {
        Path config = RunFolder.configFile(folder);
        if (!Files.isRegularFile(config)) {
            throw new ConfigException(
                    Location.origin(folder.toString()),
                    "must be a run folder, but has no config.yaml. Give the folder that run printed; list them by: "
                            + "neocog list runs");
        }
        return reader.read(config, overrides, Environment.ofProcess());
    }

    private static CheckpointStore.Stored lastCheckpoint(Path folder, Experiment experiment) {
        try {
            return RunFolder.checkpoints(folder, experiment.checkpoint().keep())
                    .last()
                    .orElseThrow(() -> new RunException(folder
                            + ": must hold a whole checkpoint, but holds none. Start again by: neocog run "
                            + RunFolder.configFile(folder)));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static CheckpointStore.Stored bestCheckpoint(Path folder, Experiment experiment) {
        try {
            return RunFolder.checkpoints(folder, experiment.checkpoint().keep())
                    .best()
                    .orElseThrow(() -> new ConfigException(
                            Location.origin(folder.toString()),
                            "must hold a best checkpoint, but holds none. Evaluate the last one, or run with"
                                    + " checkpoint.best."));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The variables of a checkpoint, or what is kept of their averages; the caller closes them. */
    private static Snapshot state(CheckpointStore.Stored stored, boolean average, BufferAllocator allocator)
            throws IOException {
        Snapshot state = CheckpointStore.read(stored, allocator);
        if (!average) {
            return state;
        }
        if (!MovingAverages.in(state)) {
            state.close();
            throw new ConfigException(
                    Location.origin(stored.tensors().toString()),
                    "must hold averaged weights, but holds none. Evaluate the last ones, or run with train.ema.");
        }
        return MovingAverages.takenFrom(state);
    }

    private static RunException unreadable(Path file, IOException e) {
        return new RunException(
                file + ": must be readable, but " + RunFolder.reason(e) + ". Check the file and its permissions.", e);
    }

    private static Optional<RunSummary> completed(Path folder) {
        try {
            return RunFolder.summary(folder)
                    .filter(json -> json.has("status")
                            && json.get("status").getAsString().equals("completed"))
                    .map(json -> summaryOf(folder, json));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static RunSummary summaryOf(Path folder, JsonObject json) {
        JsonObject eval = json.get("eval").isJsonObject() ? json.getAsJsonObject("eval") : null;
        return new RunSummary(
                folder,
                json.get("status").getAsString(),
                json.has("reason") ? json.get("reason").getAsString() : "",
                json.get("backend").getAsString(),
                json.get("epochs").getAsInt(),
                json.get("steps").getAsLong(),
                Json.number(json.getAsJsonObject("train").get("loss")),
                eval == null
                        ? null
                        : new Metrics(
                                Json.number(eval.get("loss")),
                                Json.number(eval.get("accuracy")),
                                Json.number(eval.get("top5")),
                                eval.get("errors").getAsLong(),
                                eval.get("examples").getAsLong()),
                Json.number(json.get("imagesPerSecond")),
                json.has("inputBound") ? Json.number(json.get("inputBound")) : Double.NaN,
                Json.number(json.get("seconds")));
    }

    @Override
    public RunSummary evaluateRun(Path folder, EvaluationOptions options, RunListener listener) {
        Experiment experiment = read(folder);
        CheckpointStore.Stored stored =
                options.best() ? bestCheckpoint(folder, experiment) : lastCheckpoint(folder, experiment);
        return evaluate(
                experiment,
                options,
                (resolution, allocator) -> {
                    try {
                        return new Evaluation(
                                folder,
                                stored.position().epoch(),
                                stored.position().step(),
                                state(stored, options.average(), allocator));
                    } catch (IOException e) {
                        throw unreadable(stored.tensors(), e);
                    }
                },
                listener);
    }

    @Override
    public RunSummary evaluate(
            Experiment experiment, Optional<Path> weights, EvaluationOptions options, RunListener listener) {
        return evaluate(
                experiment,
                options,
                (resolution, allocator) -> {
                    WeightsSection section = experiment.weights();
                    Path file = weights.or(section::file).orElse(null);
                    Snapshot state = file == null
                            ? resolution.initialState().create(allocator)
                            : Weights.read(file, section, resolution.program(), allocator);
                    return new Evaluation(null, 0, 0, state);
                },
                listener);
    }

    @Override
    public TrainedNetwork networkOfRun(Path folder, boolean average, boolean best) {
        Experiment experiment = read(folder);
        CheckpointStore.Stored stored = best ? bestCheckpoint(folder, experiment) : lastCheckpoint(folder, experiment);
        return new Networks(catalog)
                .of(
                        experiment,
                        (program, initialState, allocator) -> {
                            try {
                                return state(stored, average, allocator);
                            } catch (IOException e) {
                                throw unreadable(stored.tensors(), e);
                            }
                        },
                        false);
    }

    @Override
    public TrainedNetwork network(Experiment experiment, Optional<Path> weights) {
        WeightsSection section = experiment.weights();
        Path file = weights.or(section::file).orElse(null);
        return new Networks(catalog)
                .of(
                        experiment,
                        (program, initialState, allocator) -> file == null
                                ? initialState.create(allocator)
                                : Weights.read(file, section, program, allocator),
                        true);
    }

    @Override
    public void writeWeights(Path file, Map<String, ParameterValues> values) {
        WeightsFile.write(file, values);
    }

    /** Where an evaluation's values come from. Owns the state. */
    record Evaluation(@Nullable Path folder, int epochs, long steps, Snapshot state) {}

    @FunctionalInterface
    private interface StateSource {
        Evaluation get(Resolution resolution, BufferAllocator allocator);
    }

    private RunSummary evaluate(
            Experiment experiment, EvaluationOptions options, StateSource source, RunListener listener) {
        DataSource configured =
                experiment.data().eval().orElse(experiment.data().train());
        DataSource data = new DataSource(
                configured.dataset(),
                options.split().orElse(configured.split()),
                configured.batch(),
                false,
                configured.transforms(),
                configured.limit(),
                configured.classes(),
                configured.workers(),
                configured.cache(),
                options.split().isPresent() ? Optional.empty() : configured.fold());
        try (Resolution resolution =
                        Resolution.toEvaluate(experiment, data, catalog, backends, options.backend(), listener);
                BufferAllocator allocator = NeocogAllocators.root("eval " + experiment.name(), Long.MAX_VALUE)) {
            Evaluation evaluation = source.get(resolution, allocator);
            try (Snapshot state = evaluation.state()) {
                return StandaloneEvaluation.run(resolution, evaluation, options, allocator, listener);
            }
        } catch (MissingServiceException e) {
            throw new ConfigException(Location.origin("eval"), RunException.textOf(e));
        }
    }

    @Override
    public Benchmark bench(Experiment experiment, List<String> names, double seconds, Consumer<String> progress) {
        return new Benchmarker(catalog, backends, seconds, progress).measure(experiment, names);
    }

    @Override
    public Plan plan(Experiment experiment) {
        return new Planner(catalog, backends).plan(experiment);
    }

    @Override
    public Plan plan(ModelSection.Named architecture) {
        return new Planner(catalog, backends).plan(architecture);
    }

    @Override
    public Map<String, DataStatistics> statistics(Experiment experiment) {
        return new DataSources(experiment, catalog).statistics();
    }

    @Override
    public DataPreview preview(Experiment experiment, DataPart part, int count) {
        return new DataSources(experiment, catalog).preview(part, count);
    }

    @Override
    public void writeMeanImage(Experiment experiment, Path file) {
        new DataSources(experiment, catalog).writeMeanImage(file);
    }
}
