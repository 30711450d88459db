package org.neocog.console;

import java.nio.file.Path;
import org.neocog.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code neocog resume RUN}. */
@Command(
        name = "resume",
        description = "Goes on with a run that was stopped or killed, exactly where its last checkpoint is.")
final class ResumeCommand implements Action {
    @Parameters(paramLabel = "RUN", description = "The run folder.")
    Path folder = Path.of("");

    @Mixin
    BackendOption backend = new BackendOption();

    @Override
    public Outcome run(Console console) {
        ProgressReport progress = ProgressReport.on(console);
        RunSummary summary = console.attendant()
                .attend(
                        () -> console.services().engine().resume(console.path(folder), backend.get(), progress),
                        console.err());
        progress.end();
        return RunReport.of(summary, console);
    }
}
