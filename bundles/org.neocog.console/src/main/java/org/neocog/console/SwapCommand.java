package org.neocog.console;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.neocog.run.Run;
import org.neocog.run.SwapReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog swap RUN --backend NAME}. */
@Command(
        name = "swap",
        description = "Has another backend take over a run that goes on, once it has proved that it computes the same.")
final class SwapCommand implements Action {
    @Parameters(paramLabel = "RUN", description = "The run: its folder, or the name of that.")
    String run = "";

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            required = true,
            description = "A name or a pattern ('opencl*'); neocog list backends names them.")
    String backend = "";

    @Override
    public Outcome run(Console console) {
        Run found = RunNames.live("swap", run, console);
        try {
            SwapReport report = found.swap(backend).get();
            String text = report.from().equals(report.to())
                    ? RunNames.name(found) + ": is on \"" + report.to() + "\" already\n"
                    : RunNames.name(found) + ": on \"" + report.to() + "\" after step " + report.step()
                            + ", before on \"" + report.from() + "\"\n";
            return Outcome.done(text, report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(ExitCode.INTERRUPTED, "", "swap: goes on in the background\n", java.util.Map.of());
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Failures.of(cause);
        }
    }
}
