package org.neocog.console;

import java.util.Optional;
import org.neocog.experiment.Experiment;
import picocli.CommandLine.Mixin;

/** {@code CONFIG [-s key=value] [--backend NAME]}, for commands that find out something about an experiment by training it for a moment. */
final class FindOptions {
    @Mixin
    ExperimentFile file = new ExperimentFile();

    @Mixin
    BackendOption backend = new BackendOption();

    /** The experiment, for which the backend is there. */
    Experiment read(Console console) {
        Experiment read = file.read(console);
        console.services().engine().requireBackend(read, backend.get());
        return read;
    }

    Optional<String> backend() {
        return backend.get();
    }
}
