package org.neocog.run;

/** Services that an experiment needs are not there now. A run waits for them. */
final class MissingServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingServiceException(String message) {
        super(message);
    }
}
