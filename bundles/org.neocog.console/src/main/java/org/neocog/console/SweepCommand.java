package org.neocog.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.SweepSection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog sweep CONFIG}. */
@Command(
        name = "sweep",
        description = "Runs the trials of a config's section sweep and compares them. Called again, it goes on where it"
                + " stopped.")
final class SweepCommand implements Action {
    @Mixin
    ExperimentFile file = new ExperimentFile();

    @Option(
            names = "--sweep-folder",
            paramLabel = "DIR",
            description = "Where the runs of the trials are; runs/<name>-sweep if absent.")
    @Nullable
    Path folder;

    @Mixin
    BackendOption backend = new BackendOption();

    @Override
    public Outcome run(Console console) {
        Experiment read = file.read(console);
        Optional<SweepSection> section = read.sweep();
        if (section.isEmpty()) {
            return Failures.usage("sweep: the config must have a section sweep, but " + file.config
                    + " has none. Add one, or use: neocog run");
        }
        console.services().engine().requireBackend(read, backend.get());
        Path place = folder == null ? Path.of("runs", read.name() + "-sweep") : folder;
        Trials trials = new Trials(
                console,
                (overrides) ->
                        new ExperimentOptions(join(file.options.overrides, overrides)).read(file.config, console),
                console.path(place),
                backend.get());
        return new Sweep(section.get(), read, trials, console.path(place)).run(console);
    }

    private static List<String> join(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
