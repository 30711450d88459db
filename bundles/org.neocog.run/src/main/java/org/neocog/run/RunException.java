package org.neocog.run;

/** A run failed after its config was found good: {@code <where>: <rule>, but a=1. <what to do>}. Commands exit with 3. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunException(String message) {
        super(message);
    }

    public RunException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message of a failure; its class where it has none. */
    static String textOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
