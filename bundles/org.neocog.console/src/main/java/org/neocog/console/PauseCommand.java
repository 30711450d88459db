package org.neocog.console;

import java.util.Map;
import org.neocog.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code neocog pause RUN}. */
@Command(
        name = "pause",
        description =
                "Has a run that goes on write a checkpoint at the next step boundary and rest; neocog resume lets it go on.")
final class PauseCommand implements Action {
    @Parameters(paramLabel = "RUN", description = "The run: its folder, or the name of that.")
    String run = "";

    @Override
    public Outcome run(Console console) {
        Run found = RunNames.live("pause", run, console);
        found.pause();
        return Outcome.done(
                RunNames.name(found) + ": will rest\n",
                Map.of("run", found.folder().toString(), "asked", "pause"));
    }
}
