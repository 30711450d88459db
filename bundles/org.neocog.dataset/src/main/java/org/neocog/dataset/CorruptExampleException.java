package org.neocog.dataset;

/** An example cannot be had, by the dataset's policy for corrupt images; the message names the file and what is wrong with it. */
final class CorruptExampleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CorruptExampleException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message alone: it says everything. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
