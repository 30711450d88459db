package org.neocog.image;

import java.util.Objects;

/**
 * An image file cannot be decoded whole: it is truncated, corrupt, of a kind that is not supported, refused for its size, or cannot be read. The
 * message says where, the rule, the values and the cure.
 */
public final class CorruptImageException extends Exception {
    private static final long serialVersionUID = 1;

    public CorruptImageException(String message) {
        super(message);
    }

    public CorruptImageException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
