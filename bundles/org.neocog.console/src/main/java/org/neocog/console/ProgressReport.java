package org.neocog.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neocog.run.EpochReport;
import org.neocog.run.Metrics;
import org.neocog.run.Progress;
import org.neocog.run.RunInfo;
import org.neocog.run.RunListener;
import org.neocog.run.RunState;

/** Tells how a run goes on: what it is, one line an epoch, and what it waits for. Subclasses show progress in between. */
abstract class ProgressReport implements RunListener {
    private static final int FEWEST_FOR_A_CURVE = 3;
    private static final int WIDEST_CURVE = 60;

    private final Console console;
    private final PrintStream err;
    private final List<Double> losses = new ArrayList<>();

    ProgressReport(Console console) {
        this.console = console;
        this.err = console.err();
    }

    /** A bar on a terminal, lines otherwise. */
    static ProgressReport on(Console console) {
        return console.columns() > 0 ? new ProgressBar(console) : new ProgressLines(console, System::nanoTime);
    }

    /** Takes away what stands in the current line. */
    abstract void clear();

    /** Leaves an empty line behind, after the curve of the losses if there are some: nothing more comes. */
    final void end() {
        if (losses.size() >= FEWEST_FOR_A_CURVE) {
            line("training loss  " + Sparkline.of(losses, WIDEST_CURVE));
        }
        synchronized (err) {
            clear();
            err.flush();
        }
    }

    @Override
    public void started(RunInfo info) {
        boolean trains = info.trainExamples() > 0;
        line(info.name() + " on " + info.backend() + " (" + info.device() + "): " + Numbers.count(info.parameters())
                + " parameters, " + (trains ? Numbers.count(info.trainExamples()) + " training and " : "")
                + Numbers.count(info.evalExamples()) + " evaluation examples");
        if (info.folder() != null) {
            String step = info.firstStep() > 0 ? "after step " + Numbers.count(info.firstStep()) : "";
            line("run folder " + console.shown(info.folder())
                    + (step.isEmpty() ? "" : (trains ? ", going on " : ", ") + step));
        }
    }

    @Override
    public void epochFinished(EpochReport report) {
        losses.add(report.trainLoss());
        Metrics eval = report.eval();
        Metrics averaged = report.averaged();
        line("epoch " + padded(report.epoch(), report.epochs()) + "/" + report.epochs() + "  loss "
                + Numbers.loss(report.trainLoss())
                + (eval == null
                        ? ""
                        : "  eval loss " + Numbers.loss(eval.loss()) + "  accuracy " + Numbers.share(eval.accuracy()))
                + (averaged == null ? "" : "  averaged " + Numbers.share(averaged.accuracy()))
                + "  rate " + Numbers.plain(report.learningRate())
                + "  " + Numbers.speed(report.imagesPerSecond()) + "  " + Numbers.time(report.seconds())
                + inputBound(report.inputBound()));
    }

    private static String padded(int epoch, int epochs) {
        String text = Integer.toString(epoch);
        return " ".repeat(Math.max(0, Integer.toString(epochs).length() - text.length())) + text;
    }

    @Override
    public void preparing(String message) {
        line(message);
    }

    @Override
    public void warned(String message) {
        line("warning: " + message);
    }

    @Override
    public void stateChanged(RunState state, String reason) {
        if (!reason.isEmpty() && state != RunState.FAILED) { // a failure is reported once, at the end
            line(state.name().toLowerCase(Locale.ROOT) + ": " + reason);
        }
    }

    /** {@code epoch 3/12, step 420/938}, or of an evaluation. */
    static String place(Progress progress) {
        String epoch = progress.epochs() > 0 ? " " + progress.epoch() + "/" + progress.epochs() : "";
        return progress.phase().equals("train")
                ? "epoch" + epoch + ", step " + progress.step() + "/" + progress.steps()
                : "eval" + epoch + ", batch " + progress.step() + "/" + progress.steps();
    }

    /** Loss, speed and time left. */
    static String figures(Progress progress) {
        return Numbers.speed(progress.imagesPerSecond()) + inputBound(progress.inputBound()) + "  loss "
                + Numbers.loss(progress.loss())
                + (Double.isFinite(progress.secondsLeft())
                        ? "  " + Numbers.time(progress.secondsLeft()) + " left"
                        : "");
    }

    /** How much of the time it waits for data, where that is a percent or more. */
    static String inputBound(double share) {
        return share >= 0.01 ? "  input-bound: " + Math.round(share * 100) + " % of step time" : "";
    }

    /** Prints a line that stays. */
    void line(String text) {
        synchronized (err) {
            clear();
            err.println(text);
            err.flush();
        }
    }

    PrintStream err() {
        return err;
    }
}
