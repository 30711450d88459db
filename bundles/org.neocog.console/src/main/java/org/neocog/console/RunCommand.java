package org.neocog.console;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.neocog.run.RunSummary;
import org.neocog.run.StartOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog run CONFIG}. */
@Command(
        name = "run",
        description =
                "Trains an experiment and keeps what comes of it in a run folder. Ctrl-C writes a checkpoint and stops.")
final class RunCommand implements Action {
    @Mixin
    ExperimentFile file = new ExperimentFile();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run folders are made; ${DEFAULT-VALUE} if absent.")
    Path runs = Path.of("runs");

    @Option(
            names = "--run-folder",
            paramLabel = "DIR",
            description = "The run folder to make; <runs>/<name>-<date>-<time> if absent.")
    @Nullable
    Path runFolder;

    @Option(names = "--detach", description = "Do not wait for the end: the run goes on in the server (neocog serve).")
    boolean detach;

    @Mixin
    BackendOption backend = new BackendOption();

    @Override
    public Outcome run(Console console) {
        Experiment read = file.read(console);
        if (read.sweep().isPresent()) {
            return Failures.usage("run: the config must be one experiment, but " + file.config
                    + " has a section sweep. Use: neocog sweep, or take it out by -s ~sweep");
        }
        RunEngine engine = console.services().engine();
        engine.requireBackend(read, backend.get());
        if (detach) {
            return detached(read, engine, console);
        }
        ProgressReport progress = ProgressReport.on(console);
        RunSummary summary = console.attendant()
                .attend(
                        () -> engine.start(
                                read,
                                new StartOptions(
                                        Optional.ofNullable(runFolder).map(console::path),
                                        console.path(runs),
                                        backend.get(),
                                        false),
                                progress),
                        console.err());
        progress.end();
        return RunReport.of(summary, console);
    }

    private Outcome detached(Experiment read, RunEngine engine, Console console) {
        if (!engine.isServing()) {
            return Failures.usage("run: --detach needs a server that the run goes on in, but none runs. Start one by:"
                    + " neocog serve");
        }
        Run run = engine.start(
                read,
                new StartOptions(
                        Optional.ofNullable(runFolder).map(console::path), console.path(runs), backend.get(), true),
                new RunLines(read.name(), System.err));
        return Outcome.done(
                console.shown(run.folder()) + "\n", Map.of("run", run.folder().toString()));
    }
}
