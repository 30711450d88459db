package org.neocog.dataset.support;

import java.io.IOException;
import java.util.Objects;

/** An idx file, or a folder of them, is not what it should be. The message names the file, the rule, the values seen and the cure. */
public final class IdxException extends IOException {
    private static final long serialVersionUID = 1;

    public IdxException(String message) {
        super(message);
    }

    public IdxException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
