package org.neocog.backend.opencl;

import java.util.Set;
import org.jocl.CL;
import org.jocl.CLException;
import org.neocog.backend.BackendException;
import org.neocog.backend.DeviceLostException;
import org.neocog.backend.InsufficientMemoryException;

/** What is thrown where the driver fails: by its code, for want of memory, because the device is lost, or else. */
final class DriverFailure {
    /** Some drivers take memory when a buffer is used, and not when it is made. */
    private static final Set<Integer> SHORT_OF_MEMORY =
            Set.of(CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_HOST_MEMORY, CL.CL_INVALID_BUFFER_SIZE);
    /** NVIDIA's driver says the second after a reset or a fault of the device, and the others for all that comes then. */
    private static final Set<Integer> LOST = Set.of(
            CL.CL_DEVICE_NOT_AVAILABLE,
            CL.CL_OUT_OF_RESOURCES,
            CL.CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST,
            CL.CL_INVALID_COMMAND_QUEUE,
            CL.CL_INVALID_CONTEXT,
            CL.CL_INVALID_DEVICE);

    private DriverFailure() {}

    /**
     * @param what was to be done, such as {@code graph "train": product for convolution (scope "conv1") float32[8,6,28,28], 4096 bytes of buffers}
     * @param code of the driver
     */
    static BackendException of(Device device, String what, CLException code) {
        String message = "opencl: " + what + " must run on " + device.name() + ", but driver=" + device.driver()
                + " says " + code.getMessage();
        if (SHORT_OF_MEMORY.contains(code.getStatus())) {
            return new InsufficientMemoryException(
                    message + ", memory=" + device.memoryBytes() + ", largest buffer=" + device.largest()
                            + ". Use a smaller batch, or another device.",
                    code);
        }
        if (LOST.contains(code.getStatus())) {
            return new DeviceLostException(
                    message
                            + ": the device was lost, or a kernel failed on it. Go on from the last checkpoint, in a new process"
                            + " or on another backend.",
                    code);
        }
        return new BackendException(
                message
                        + ". Go on from the last checkpoint; if it fails again, use a smaller batch or another backend.",
                code);
    }
}
