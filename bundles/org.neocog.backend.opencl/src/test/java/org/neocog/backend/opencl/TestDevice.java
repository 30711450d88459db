package org.neocog.backend.opencl;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The device to test on: the best one of this machine, a processor (PoCL) if there is no other. Without one, tests are skipped and say so. */
final class TestDevice {
    private TestDevice() {}

    static Device device() {
        List<Device> devices = OpenClLibrary.devices();
        if (devices.isEmpty()) {
            String problem = "SKIPPED: " + OpenClLibrary.problem();
            System.err.println(problem);
            Assumptions.abort(problem);
        }
        return devices.get(0);
    }
}
