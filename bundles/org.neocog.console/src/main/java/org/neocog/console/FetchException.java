package org.neocog.console;

/** A file could not be had, or is not what it must be. The message says which, from where and why. */
final class FetchException extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;
    private final boolean wrongSum;

    FetchException(String message, boolean wrongSum) {
        super(message);
        this.text = message;
        this.wrongSum = wrongSum;
    }

    @Override
    public String getMessage() {
        return text;
    }

    /** Whether a file came that is not the one. */
    boolean isWrongSum() {
        return wrongSum;
    }
}
