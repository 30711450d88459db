package org.neocog.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog verify BUNDLE.jar | --backend NAME}. Names no type of the bundle that verifies, which other commands do without. */
@Command(
        name = "verify",
        description =
                "Runs the test kits on a bundle, in a process that may crash or hang, and reports what holds. Exit code 4 if not all that"
                        + " is claimed does.")
final class VerifyCommand implements Action {
    @Parameters(paramLabel = "BUNDLE.jar", arity = "0..1", description = "The bundle to verify; need not be installed.")
    @Nullable
    Path bundle;

    @Option(names = "--backend", paramLabel = "NAME", description = "Verify this installed backend instead.")
    @Nullable
    String backend;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where report.html and report.json go, and the logs; a new folder verify-<name> if absent.")
    @Nullable
    Path output;

    @Option(
            names = "--case-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long one check may take before it counts as hung; ${DEFAULT-VALUE} if absent.")
    int caseSeconds = 60;

    @Override
    public Outcome run(Console console) {
        if ((bundle == null) == (backend == null)) {
            return Failures.usage("verify: one of BUNDLE.jar and --backend NAME must be given, but "
                    + (bundle == null ? "neither is" : "both are") + ". Usage: neocog verify --help");
        }
        if (caseSeconds < 1) {
            return Failures.usage("verify: --case-seconds must be at least 1, but seconds=" + caseSeconds + ".");
        }
        return VerificationSession.verify(this, console);
    }
}
