package org.neocog.console;

import java.io.PrintStream;
import java.util.Locale;
import org.neocog.run.EpochReport;
import org.neocog.run.RunListener;
import org.neocog.run.RunState;

/** Tells of a run that nobody watches, a line for each thing that happens. */
final class RunLines implements RunListener {
    private final String name;
    private final PrintStream err;

    RunLines(String name, PrintStream err) {
        this.name = name;
        this.err = err;
    }

    @Override
    public void stateChanged(RunState state, String reason) {
        line(state + (reason.isEmpty() ? "" : ": " + reason));
    }

    @Override
    public void preparing(String message) {
        line(message);
    }

    @Override
    public void warned(String message) {
        line(message);
    }

    @Override
    public void epochFinished(EpochReport report) {
        line(String.format(
                Locale.ROOT, "epoch %d of %d, loss %.4f", report.epoch(), report.epochs(), report.trainLoss()));
    }

    private void line(String text) {
        synchronized (err) {
            err.println(name + ": " + text);
        }
    }
}
