package org.neocog.dataset.support;

import java.io.IOException;
import java.util.Objects;

/** A file of images is not what it should be. The message names the file, the record where there is one, the rule, the values and the cure. */
public final class ArrowImagesException extends IOException {
    private static final long serialVersionUID = 1;

    ArrowImagesException(String message) {
        super(message);
    }

    ArrowImagesException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
