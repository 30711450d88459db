package org.neocog.backend;

/** A backend refuses or fails: {@code <where>: <rule>, but a=1, b=2. <cure>}. What it was given is unharmed. */
public class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
