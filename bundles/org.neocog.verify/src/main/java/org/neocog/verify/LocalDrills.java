package org.neocog.verify;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.neocog.backend.Backend;
import org.neocog.backend.support.Fault;
import org.neocog.backend.support.FaultyBackend;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.support.DataFault;
import org.neocog.dataset.support.FaultyDatasetType;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.EpochReport;
import org.neocog.run.Progress;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.run.RunInfo;
import org.neocog.run.RunListener;
import org.neocog.run.RunState;
import org.neocog.run.RunSummary;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Drills with runs of this framework: what is to be faulty gets a decorator that is registered beside it. */
@Component(service = Drills.class)
public final class LocalDrills implements Drills {
    /** Name of the backend that has the fault. */
    static final String NAME = "drill";

    private static final long PATIENCE_SECONDS = 5;
    private static final TypeToken<Map<String, Object>> OBJECT = new TypeToken<>() {};

    private final BundleContext context;
    private final ExperimentReader reader;
    private final RunEngine engine;

    /** Made by the framework. */
    @Activate
    public LocalDrills(BundleContext context, @Reference ExperimentReader reader, @Reference RunEngine engine) {
        this.context = context;
        this.reader = reader;
        this.engine = engine;
    }

    /** What has the fault, and the experiment that meets it. */
    private record Faulty(String where, Experiment experiment, ServiceRegistration<?> registration) {}

    @Override
    public DrillReport run(DrillRequest request, RunListener listener) throws InterruptedException {
        Faulty faulty = DataFault.Kind.of(request.fault()).isPresent() ? data(request) : backend(request);
        try {
            engine.requireBackend(faulty.experiment(), Optional.empty());
            Watch watch = new Watch(listener);
            Run run = engine.start(faulty.experiment(), Optional.empty(), request.runs(), Optional.empty(), watch);
            return await(run, watch, request, faulty.where());
        } finally {
            faulty.registration().unregister();
        }
    }

    private Experiment read(DrillRequest request, List<String> more) {
        List<String> overrides = new ArrayList<>(request.overrides());
        overrides.addAll(more);
        return reader.read(request.config(), overrides, Environment.ofProcess());
    }

    private Faulty backend(DrillRequest request) {
        Experiment asked = read(request, List.of());
        List<String> prefer =
                request.backend().map(List::of).orElse(asked.backend().prefer());
        ServiceReference<Backend> reference = prefer.stream()
                .flatMap(name -> named(name).stream())
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        Location.origin("drill"),
                        "a backend must be there to get the fault, but names=" + prefer + ", available: "
                                + Candidate.all(context, Backend.class).stream()
                                        .map(each -> String.valueOf(each.getProperty(Backend.NAME)))
                                        .sorted()
                                        .toList()
                                + ". Name one by --backend."));
        Backend backend = context.getService(reference);
        Fault.Kind kind = Fault.Kind.of(request.fault()).orElseThrow();
        String op = kind == Fault.Kind.CORRUPT && request.op().isEmpty() ? "convolution" : request.op();
        long steps = kind == Fault.Kind.CORRUPT ? Fault.ALWAYS : 1;
        Fault fault = new Fault(kind, request.step(), steps, op, request.factor());
        Dictionary<String, Object> properties = new Hashtable<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        String name = String.valueOf(properties.put(Backend.NAME, NAME));
        properties.put(Constants.SERVICE_RANKING, Integer.MIN_VALUE);
        ServiceRegistration<Backend> registration =
                context.registerService(Backend.class, new FaultyBackend(backend, fault), properties);
        List<String> names = new ArrayList<>(List.of(NAME));
        asked.backend().prefer().stream().filter(each -> !each.equals(name)).forEach(names::add);
        names.add(name);
        Experiment experiment = read(
                request,
                List.of("+backend.prefer=["
                        + String.join(
                                ", ", names.stream().map(LocalDrills::quoted).toList()) + "]"));
        return new Faulty("backend " + name, experiment, registration);
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private List<ServiceReference<Backend>> named(String name) {
        return Candidate.all(context, Backend.class).stream()
                .filter(reference -> name.equals(reference.getProperty(Backend.NAME)))
                .sorted(Comparator.<ServiceReference<Backend>>naturalOrder().reversed())
                .toList();
    }

    private Faulty data(DrillRequest request) {
        Experiment experiment = read(request, List.of());
        DataSource source = experiment.data().train();
        String name = source.dataset().type();
        ServiceReference<DatasetType> reference = Candidate.all(context, DatasetType.class).stream()
                .filter(each -> {
                    DatasetType type = context.getService(each);
                    return type != null && type.name().equals(name);
                })
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new ConfigException(
                        source.dataset().location(), "dataset \"" + name + "\" is not offered by any active bundle."));
        DataFault fault = new DataFault(
                DataFault.Kind.of(request.fault()).orElseThrow(),
                source.split(),
                (request.step() - 1) * source.batch() + 1);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(DatasetType.NAME_PROPERTY, name);
        properties.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        ServiceRegistration<DatasetType> registration = context.registerService(
                DatasetType.class, new FaultyDatasetType(context.getService(reference), fault), properties);
        return new Faulty("dataset " + name, experiment, registration);
    }

    /** Waits for the end, or until the run has stood still for too long. */
    private static DrillReport await(Run run, Watch watch, DrillRequest request, String where)
            throws InterruptedException {
        CompletableFuture<RunSummary> end = CompletableFuture.supplyAsync(() -> {
            try {
                return run.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunException("drill: interrupted");
            }
        });
        String status = "stuck";
        String error = "";
        Optional<RunSummary> summary = Optional.empty();
        while (true) {
            try {
                summary = Optional.of(end.get(100, TimeUnit.MILLISECONDS));
                status = summary.get().status();
                break;
            } catch (TimeoutException e) {
                if (watch.seconds() > request.limit().toSeconds()) {
                    error = "no step was done for " + request.limit().toSeconds() + " s, in state " + run.state() + ".";
                    run.cancel();
                    letEnd(end);
                    break;
                }
            } catch (ExecutionException e) {
                status = "failed";
                error = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
                break;
            }
        }
        return new DrillReport(
                request.fault(), request.step(), where, run.folder(), status, error, summary, events(run.folder()));
    }

    private static void letEnd(CompletableFuture<RunSummary> end) throws InterruptedException {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger(LocalDrills.class.getName())
                    .log(System.Logger.Level.INFO, "the run that was stuck did not end when it was cancelled", e);
        }
    }

    private static List<Map<String, Object>> events(Path folder) {
        Path file = folder.resolve("events.jsonl");
        List<Map<String, Object>> events = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    events.add(new Gson().fromJson(line, OBJECT));
                }
            }
            return events;
        } catch (IOException e) {
            throw new RunException(file + ": must be readable, but is not: " + e, e);
        }
    }

    /** Passes on, and knows when the last sign of life was. */
    private record Watch(RunListener listener, AtomicLong last) implements RunListener {
        Watch(RunListener listener) {
            this(listener, new AtomicLong(System.nanoTime()));
        }

        private void alive() {
            last.set(System.nanoTime());
        }

        long seconds() {
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - last.get());
        }

        @Override
        public void stateChanged(RunState state, String reason) {
            alive();
            listener.stateChanged(state, reason);
        }

        @Override
        public void started(RunInfo info) {
            alive();
            listener.started(info);
        }

        @Override
        public void progressed(Progress progress) {
            alive();
            listener.progressed(progress);
        }

        @Override
        public void warned(String message) {
            alive();
            listener.warned(message);
        }

        @Override
        public void epochFinished(EpochReport report) {
            alive();
            listener.epochFinished(report);
        }
    }
}
