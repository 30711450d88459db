package org.neocog.console;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code neocog verify-worker JOB}: what {@code verify} starts as processes of its own. */
@Command(
        name = "verify-worker",
        hidden = true,
        description = "Does a part of a verification. Started by neocog verify.")
final class VerifyWorkerCommand implements Action {
    @Parameters(paramLabel = "JOB", description = "The file that says what to do.")
    Path job = Path.of("");

    @Override
    public Outcome run(Console console) {
        return VerificationSession.work(console.path(job), console);
    }
}
