package org.neocog.console;

import java.nio.file.Path;
import org.neocog.experiment.Experiment;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code CONFIG [-s key=value]}, for commands that are about one experiment file. */
final class ExperimentFile {
    @Parameters(paramLabel = "CONFIG", description = "The experiment file.")
    Path config = Path.of("");

    @Mixin
    ExperimentOptions options = new ExperimentOptions();

    Experiment read(Console console) {
        return options.read(config, console);
    }
}
