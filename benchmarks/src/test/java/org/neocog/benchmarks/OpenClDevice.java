package org.neocog.benchmarks;

import org.junit.jupiter.api.Assumptions;
import org.neocog.backend.BackendException;
import org.neocog.backend.opencl.OpenClBackend;

/** Whether this machine has an OpenCL device. Without one, tests are skipped and say so. */
public final class OpenClDevice {
    private OpenClDevice() {}

    public static void require() {
        try (OpenClBackend backend = new OpenClBackend()) {
            backend.device();
        } catch (BackendException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
    }
}
