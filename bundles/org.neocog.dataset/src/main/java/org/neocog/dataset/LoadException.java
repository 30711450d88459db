package org.neocog.dataset;

/** A batch could not be loaded. The message says which one and why; the cause is what the dataset or the transform threw. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
