package org.neocog.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.neocog.experiment.Experiment;
import org.neocog.run.ResumeOptions;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.run.RunSummary;
import org.neocog.run.StartOptions;

/** Runs the trials of a sweep, one after the other, each in a folder of its own; what is there already goes on. */
final class Trials {
    private final Console console;
    private final Function<List<String>, Experiment> reader;
    private final Path folder;
    private final Optional<String> backend;

    /** @param reader reads the experiment with some overrides */
    Trials(Console console, Function<List<String>, Experiment> reader, Path folder, Optional<String> backend) {
        this.console = console;
        this.reader = reader;
        this.folder = folder;
        this.backend = backend;
    }

    /** A sweep was interrupted; what was done is on disk. */
    static final class Interrupted extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Which fold of how many a run is evaluated on; of 1 for none. */
    record Fold(int number, int of) {
        private String suffix() {
            return of > 1 ? "-fold-" + number : "";
        }

        private String named() {
            return of > 1 ? ", fold " + number : "";
        }

        private List<String> overrides() {
            return of > 1 ? List.of("+data.fold={number: " + number + ", of: " + of + "}") : List.of();
        }
    }

    /**
     * Runs one trial with one seed and one fold to a number of epochs.
     *
     * @param number of the trial, from 1 on
     * @param epochs 0 for those of the config
     * @return what it measured; empty if it failed
     */
    Optional<RunRecord> run(int number, List<String> overrides, long seed, Fold fold, long epochs) throws Interrupted {
        Path run = folder.resolve(String.format(Locale.ROOT, "trial-%03d-seed-%d", number, seed) + fold.suffix());
        RunEngine engine = console.services().engine();
        ProgressReport progress = ProgressReport.on(console);
        try {
            RunSummary summary;
            if (Files.isRegularFile(run.resolve("config.yaml"))) {
                List<String> length = epochs == 0 ? List.of() : List.of("train.epochs=" + epochs);
                summary = console.attendant()
                        .attend(
                                () -> engine.resume(run, new ResumeOptions(backend, length, true, false), progress),
                                console.err());
            } else {
                List<String> all = new ArrayList<>(overrides);
                all.add("~sweep");
                all.add("+seed=" + seed);
                all.addAll(fold.overrides());
                if (epochs > 0) {
                    all.add("train.epochs=" + epochs);
                }
                Experiment experiment = reader.apply(all);
                summary = console.attendant()
                        .attend(
                                () -> engine.start(
                                        experiment,
                                        new StartOptions(Optional.of(run), folder, backend, false),
                                        progress),
                                console.err());
            }
            if (summary.status().equals("cancelled")) {
                throw new Interrupted();
            }
        } catch (RunException e) {
            progress.line("trial " + number + ", seed " + seed + fold.named() + " failed: " + e.getMessage());
            return Optional.empty();
        } finally {
            progress.end();
        }
        return Optional.of(RunRecord.read(run, console));
    }
}
