package org.neocog.dataset.cifar;

import java.io.IOException;
import java.util.Objects;

/** A file of CIFAR, or the place where it should be, is not what it should be. The message names the file, the rule, the values and the cure. */
final class CifarException extends IOException {
    private static final long serialVersionUID = 1;

    CifarException(String message) {
        super(message);
    }

    CifarException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
