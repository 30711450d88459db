package org.neocog.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.neocog.verify.DrillReport;
import org.neocog.verify.DrillRequest;
import org.neocog.verify.Drills;
import org.neocog.verify.VerificationException;

/** A drill on the terminal. Apart from the command: its classes are there when the command runs, and not before. */
final class DrillSession {
    private DrillSession() {}

    static Outcome run(DrillCommand command, Console console) {
        try {
            DrillRequest request = new DrillRequest(
                    console.path(command.file.config),
                    command.file.options.overrides,
                    command.fault,
                    command.step,
                    command.op,
                    command.factor,
                    Optional.ofNullable(command.backend),
                    console.path(command.runs),
                    Duration.ofSeconds(Math.max(1, command.stuckSeconds)));
            ProgressReport progress = ProgressReport.on(console);
            DrillReport report =
                    console.services().special(Drills.class, "verify").run(request, progress);
            progress.end();
            return outcome(report, console);
        } catch (VerificationException e) {
            return Failures.usage(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(ExitCode.INTERRUPTED, "", "drill: interrupted\n", Map.of());
        }
    }

    private static Outcome outcome(DrillReport report, Console console) {
        Table table = new Table("step>", "event", "details");
        for (Map<String, Object> event : report.events()) {
            Map<String, Object> details = new LinkedHashMap<>(event);
            Object step = details.remove("step");
            Object type = details.remove("event");
            details.remove("time");
            table.row(
                    step instanceof Number number ? Long.toString(number.longValue()) : "-",
                    String.valueOf(type),
                    details.toString());
        }
        String text = table
                + report.fault() + " of " + report.where() + " at step " + report.step() + ": the run "
                + (report.survived() ? "completed" : "did not complete: " + report.status())
                + (report.error().isEmpty() ? "" : ": " + report.error()) + "\n"
                + "run: " + console.shown(report.run()) + "\n";
        return new Outcome(report.survived() ? ExitCode.DONE : ExitCode.FAILED, text, "", report.toMap());
    }
}
