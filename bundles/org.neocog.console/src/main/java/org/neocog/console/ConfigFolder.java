package org.neocog.console;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.run.ResumeOptions;
import org.neocog.run.Run;
import org.neocog.run.StartOptions;

/**
 * The experiment files in a folder, each of which is a run: it begins when the file comes, goes on from its checkpoint if it was begun before, changes with the
 * file, and stops when the file goes. The run folder has the file's name.
 */
final class ConfigFolder implements FolderWatch.Listener {
    private final Services services;
    private final Path runs;
    private final PrintStream err;
    private final Map<Path, Run> started = new HashMap<>();

    /** @param runs where run folders are made @param err told what is done */
    ConfigFolder(Services services, Path runs, PrintStream err) {
        this.services = services;
        this.runs = runs;
        this.err = err;
    }

    @Override
    public void came(Path file) {
        String name = file.getFileName().toString();
        Path folder = runs.resolve(name.substring(0, name.lastIndexOf('.')));
        RunLines listener = new RunLines(String.valueOf(folder.getFileName()), err);
        Run run = Files.isRegularFile(folder.resolve("config.yaml"))
                ? services.engine().resume(folder, new ResumeOptions(Optional.empty(), List.of(), true), listener)
                : services.engine()
                        .start(
                                read(file),
                                new StartOptions(Optional.of(folder), runs, Optional.empty(), true),
                                listener);
        started.put(file, run);
        say(file, "is run " + folder.getFileName() + ", " + run.state());
    }

    private Experiment read(Path file) {
        return services.reader().read(file, List.of(), Environment.ofProcess());
    }

    @Override
    public void changed(Path file) {
        Run run = started.get(file);
        if (run == null || run.state().isFinal()) {
            came(file);
            return;
        }
        List<String> changes = run.change(read(file));
        say(
                file,
                changes.isEmpty()
                        ? "changes nothing"
                        : "changes at the next step boundary: " + String.join(", ", changes));
    }

    @Override
    public void went(Path file) {
        Run run = started.remove(file);
        if (run != null && !run.state().isFinal()) {
            run.cancel();
            say(file, "is gone: its run will stop after a checkpoint");
        }
    }

    private void say(Path file, String what) {
        synchronized (err) {
            err.println("configs: " + file.getFileName() + " " + what);
        }
    }
}
