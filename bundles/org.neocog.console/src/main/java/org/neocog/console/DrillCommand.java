package org.neocog.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog drill CONFIG --fault KIND --at STEP}. Names no type of the bundle that drills, which other commands do without. */
@Command(
        name = "drill",
        description =
                "Runs an experiment with a fault in its backend or data, and reports what the run made of it. Exit code 3 if it did not"
                        + " go to its end.")
final class DrillCommand implements Action {
    @Mixin
    ExperimentFile file = new ExperimentFile();

    @Option(
            names = "--fault",
            required = true,
            paramLabel = "KIND",
            description =
                    "throw, hang, corrupt, device-lost, out-of-memory or crash of the backend; data-throw, data-hang or data-corrupt of the"
                            + " dataset.")
    String fault = "";

    @Option(
            names = "--at",
            required = true,
            paramLabel = "STEP",
            description = "The training step in which it happens, from 1 on.")
    long step = 1;

    @Option(
            names = "--op",
            paramLabel = "OP",
            defaultValue = "",
            description = "The op that corrupt computes wrong, in all steps from STEP on; convolution if absent.")
    String op = "";

    @Option(
            names = "--factor",
            paramLabel = "X",
            defaultValue = "1.01",
            description = "What the result of a corrupted op is multiplied by; ${DEFAULT-VALUE} if absent.")
    double factor = 1.01;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The backend that gets the fault; the first that the config prefers if absent.")
    @Nullable
    String backend;

    @Option(
            names = "--stuck-seconds",
            paramLabel = "N",
            defaultValue = "150",
            description =
                    "How long the run may stand still before it counts as stuck; ${DEFAULT-VALUE} if absent. A call that hangs"
                            + " is given up after 60 s at the earliest (swap.timeout), so less than that never sees it.")
    int stuckSeconds = 150;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run folders are made; ${DEFAULT-VALUE} if absent.")
    Path runs = Path.of("runs");

    @Override
    public Outcome run(Console console) {
        return DrillSession.run(this, console);
    }
}
