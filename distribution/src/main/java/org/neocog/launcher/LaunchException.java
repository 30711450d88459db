package org.neocog.launcher;

/** The installation cannot be started: {@code <where>: <rule>, but a=1. <what to do>}. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
