package org.neocog.console;

/** What commands exit with. */
final class ExitCode {
    static final int DONE = 0;
    static final int USAGE = 2;
    static final int FAILED = 3;
    static final int UNVERIFIED = 4;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
