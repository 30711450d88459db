package org.neocog.console;

import java.util.concurrent.TimeUnit;

/** Shows how far a download is: one line that is drawn anew on a terminal, elsewhere a line now and then. */
final class FetchProgress {
    private static final long REDRAWN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long REPEATED = TimeUnit.SECONDS.toNanos(10);

    private final Console console;
    private String file = "";
    private long resumedAt;
    private long started;
    private long shown;

    FetchProgress(Console console) {
        this.console = console;
    }

    /** A file begins, or goes on after so many bytes. */
    void begin(String name, long bytes) {
        file = name;
        resumedAt = bytes;
        started = System.nanoTime();
        shown = started - REDRAWN;
        if (bytes > 0) {
            line(name + ": going on after " + Numbers.bytes(bytes));
        }
    }

    /** So many bytes are there, of {@code total} or -1 if that is not known. */
    void progressed(long bytes, long total) {
        long now = System.nanoTime();
        boolean terminal = console.columns() > 0;
        if (now - shown < (terminal ? REDRAWN : REPEATED)) {
            return;
        }
        shown = now;
        double rate = (bytes - resumedAt) / Math.max(1e-9, (now - started) / 1e9);
        String text = file + ": " + Numbers.bytes(bytes)
                + (total > 0 ? " of " + Numbers.bytes(total) + " (" + 100 * bytes / total + " %)" : "") + ", "
                + Numbers.bytes((long) rate) + "/s";
        if (terminal) {
            console.err().print("\r\u001b[K" + text);
            console.err().flush();
        } else {
            console.err().println(text);
        }
    }

    /** Says something that stays. */
    void line(String text) {
        console.err().println((console.columns() > 0 ? "\r\u001b[K" : "") + text);
    }

    /** Takes away what stands in the current line. */
    void end() {
        if (console.columns() > 0) {
            console.err().print("\r\u001b[K");
            console.err().flush();
        }
    }
}
