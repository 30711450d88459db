package org.neocog.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.run.ClassificationReport;
import org.neocog.run.Metrics;
import org.neocog.run.RunSummary;

/** How a run or an evaluation ended. */
final class RunReport {
    private RunReport() {}

    /** The outcome; a run that was stopped says how to go on with it. */
    static Outcome of(RunSummary summary, Console console) {
        return of(summary, console, false);
    }

    /** As above. @param classes whether each class is told of, where that is known */
    static Outcome of(RunSummary summary, Console console, boolean classes) {
        boolean cancelled = summary.status().equals("cancelled");
        boolean stopped = cancelled || summary.status().equals("stopped");
        String message = stopped && summary.run() != null
                ? "Stopped after step " + Numbers.count(summary.steps()) + ". Go on with: neocog resume "
                        + quoted(console.shown(summary.run())) + "\n"
                : "";
        return new Outcome(
                cancelled ? ExitCode.INTERRUPTED : ExitCode.DONE,
                text(summary, console) + (classes ? classes(summary.report()) : ""),
                message,
                summary.toMap());
    }

    private static String classes(@Nullable ClassificationReport report) {
        return report == null ? "" : ClassReport.of(report);
    }

    private static String text(RunSummary summary, Console console) {
        List<String> lines = new ArrayList<>();
        Metrics eval = summary.eval();
        if (eval != null) {
            lines.add("accuracy " + Numbers.share(eval.accuracy()) + " (" + Numbers.count(eval.errors()) + " errors of "
                    + Numbers.count(eval.examples()) + "), top 5 " + Numbers.share(eval.top5()) + ", loss "
                    + Numbers.loss(eval.loss()));
        }
        ClassificationReport report = summary.report();
        if (report != null) {
            lines.add(ClassReport.line(report));
        }
        if (Double.isFinite(summary.trainLoss())) {
            lines.add("training loss " + Numbers.loss(summary.trainLoss()));
        }
        lines.add(summary.status() + ": " + summary.epochs() + (summary.epochs() == 1 ? " epoch, " : " epochs, ")
                + Numbers.count(summary.steps()) + " steps in "
                + Numbers.time(summary.seconds()) + ", " + Numbers.speed(summary.imagesPerSecond()) + " on "
                + summary.backend() + ProgressReport.inputBound(summary.inputBound()));
        if (!summary.reason().isEmpty()) {
            lines.add(summary.reason());
        }
        if (summary.run() != null) {
            lines.add("run folder " + console.shown(summary.run()));
        }
        return String.join("\n", lines) + "\n";
    }

    /** As a shell reads it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
