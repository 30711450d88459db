package org.neocog.backend;

/**
 * The device is lost for this process, or failed while it computed: what lies on it can no longer be read. Thrown by {@link Executable#run},
 * {@link Executable#restore} and {@link Executable#snapshot}. Another backend can go on from the last checkpoint, or another process.
 */
public class DeviceLostException extends BackendException {
    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message) {
        super(message);
    }

    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
