package org.neocog.console;

import java.nio.file.Path;
import java.util.List;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import picocli.CommandLine.Option;

/** {@code -s key=value}, for commands that read an experiment file. */
final class ExperimentOptions {
    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Set a value: a.b=VALUE; +a.b=VALUE adds a key, ~a.b removes one. May be repeated.")
    List<String> overrides;

    ExperimentOptions() {
        this(List.of());
    }

    ExperimentOptions(List<String> overrides) {
        this.overrides = overrides;
    }

    Experiment read(Path config, Console console) {
        return console.services().reader().read(console.path(config), overrides, Environment.ofProcess());
    }
}
