package org.neocog.verify;

/** There is nothing to verify, for the reason in the message: the bundle, or what was asked for. */
public class VerificationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VerificationException(String message) {
        super(message);
    }
}
