package org.neocog.dataset.imagenet;

import java.io.IOException;
import java.util.Objects;

/** A folder or file is not what it should be. The message names it, the rule, the values and the cure. */
final class ImageFileException extends IOException {
    private static final long serialVersionUID = 1;

    ImageFileException(String message) {
        super(message);
    }

    ImageFileException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
