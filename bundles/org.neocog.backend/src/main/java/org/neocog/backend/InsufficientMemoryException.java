package org.neocog.backend;

/**
 * Memory does not suffice for what a backend was asked for; less of it, such as a smaller batch, may do. Thrown by {@link Backend#compile},
 * {@link Executable#run} and {@link Executable#snapshot}. What was taken before is given back.
 */
public class InsufficientMemoryException extends BackendException {
    private static final long serialVersionUID = 1L;

    public InsufficientMemoryException(String message) {
        super(message);
    }

    public InsufficientMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
