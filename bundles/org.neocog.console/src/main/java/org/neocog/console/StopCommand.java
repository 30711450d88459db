package org.neocog.console;

import java.util.Map;
import org.neocog.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code neocog stop RUN}. */
@Command(
        name = "stop",
        description = "Has a run that goes on write a checkpoint at the next step boundary and stop, as Ctrl-C does.")
final class StopCommand implements Action {
    @Parameters(paramLabel = "RUN", description = "The run: its folder, or the name of that.")
    String run = "";

    @Override
    public Outcome run(Console console) {
        Run found = RunNames.live("stop", run, console);
        found.cancel();
        return Outcome.done(
                RunNames.name(found) + ": will stop\n",
                Map.of("run", found.folder().toString(), "asked", "stop"));
    }
}
