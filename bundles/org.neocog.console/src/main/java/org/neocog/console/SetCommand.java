package org.neocog.console;

import java.util.List;
import java.util.Map;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code neocog set RUN KEY=VALUE...}. */
@Command(
        name = "set",
        description =
                "Changes the config of a run that goes on, at the next step boundary; what a run does not bear is refused.")
final class SetCommand implements Action {
    @Parameters(index = "0", paramLabel = "RUN", description = "The run: its folder, or the name of that.")
    String run = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "a.b=VALUE; +a.b=VALUE adds a key, ~a.b removes one.")
    List<String> changes = List.of();

    @Override
    public Outcome run(Console console) {
        Run found = RunNames.live("set", run, console);
        Experiment next = console.services()
                .reader()
                .read(found.folder().resolve("config.yaml"), changes, Environment.ofProcess());
        List<String> changed = found.change(next);
        String text =
                changed.isEmpty() ? "nothing changes" : "at the next step boundary: " + String.join(", ", changed);
        return Outcome.done(
                RunNames.name(found) + ": " + text + "\n",
                Map.of("run", found.folder().toString(), "changes", changed));
    }
}
