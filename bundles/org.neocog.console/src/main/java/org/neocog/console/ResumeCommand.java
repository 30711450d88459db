package org.neocog.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.run.ResumeOptions;
import org.neocog.run.Run;
import org.neocog.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description =
                    "Change the run's config: a.b=VALUE; +a.b=VALUE adds a key, ~a.b removes one. May be repeated.")
    List<String> overrides = List.of();

    @Option(
            names = "--accept-changes",
            description = "Go on though the config differs from that of the last checkpoint; the run records it.")
    boolean acceptChanges;

    @Override
    public Outcome run(Console console) {
        if (RunNames.isLive(folder.toString(), console)) {
            Run live = RunNames.live("resume", folder.toString(), console);
            live.proceed();
            return Outcome.done(
                    RunNames.name(live) + ": goes on\n",
                    Map.of("run", live.folder().toString(), "asked", "resume"));
        }
        ProgressReport progress = ProgressReport.on(console);
        RunSummary summary = console.attendant()
                .attend(
                        () -> console.services()
                                .engine()
                                .resume(
                                        console.path(folder),
                                        new ResumeOptions(backend.get(), overrides, acceptChanges, false),
                                        progress),
                        console.err());
        progress.end();
        return RunReport.of(summary, console);
    }
}
