package org.neocog.console;

import org.neocog.run.Progress;

/** Progress on a terminal: one line that is drawn anew. */
final class ProgressBar extends ProgressReport {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 5;

    private final int columns;
    private boolean drawn;

    ProgressBar(Console console) {
        super(console);
        this.columns = console.columns();
    }

    @Override
    public void progressed(Progress progress) {
        synchronized (err()) {
            err().print(CLEAR_LINE + drawing(progress, columns - 1));
            err().flush();
            drawn = true;
        }
    }

    /** The line in at most so many columns: the bar shrinks first, then the end is cut. */
    static String drawing(Progress progress, int width) {
        double share = progress.steps() == 0 ? 1 : Math.min(1.0, (double) progress.step() / progress.steps());
        String percent = " " + (int) Math.floor(share * 100) + " %  ";
        String end = figures(progress);
        String start = place(progress) + " ";
        int bar = Math.min(WIDEST_BAR, width - start.length() - percent.length() - end.length() - 2);
        String drawn = "";
        if (bar >= NARROWEST_BAR) {
            int filled = (int) Math.round(share * bar);
            drawn = "[" + "=".repeat(filled) + " ".repeat(bar - filled) + "]";
        }
        String line = start + drawn + percent + end;
        return line.length() <= width ? line : line.substring(0, Math.max(0, width));
    }

    @Override
    void clear() {
        if (drawn) {
            err().print(CLEAR_LINE);
            drawn = false;
        }
    }
}
