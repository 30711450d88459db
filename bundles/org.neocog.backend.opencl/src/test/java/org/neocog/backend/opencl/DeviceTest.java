package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jocl.CL;
import org.junit.jupiter.api.Test;

/** Needs no device. */
class DeviceTest {
    static Device device(String platform, String slug, int index, String identity, long type) {
        return new Device(platform, slug, index, identity, "name", "vendor", "1", type, 4, 1 << 30, 128, 1 << 28, true);
    }

    /** The same of another maker. */
    static Device ofVendor(Device of, String vendor) {
        return new Device(
                of.platformName(),
                of.slug(),
                of.index(),
                of.identity(),
                of.name(),
                vendor,
                of.driver(),
                of.type(),
                of.computeUnits(),
                of.memoryBytes(),
                of.alignment(),
                of.largest(),
                of.float64());
    }

    private static List<String> ranked(Device... devices) {
        return Device.ranked(List.of(devices)).stream().map(Device::serviceName).toList();
    }

    @Test
    void graphicsProcessorsComeFirstAndProcessorsLast() {
        assertEquals(
                List.of("opencl:nvidia-cuda:0", "opencl:nvidia-cuda:1", "opencl:vendor:0", "opencl:pocl:0"),
                ranked(
                        device("Portable Computing Language", "pocl", 0, "a", CL.CL_DEVICE_TYPE_CPU),
                        device("Vendor", "vendor", 0, "b", CL.CL_DEVICE_TYPE_ACCELERATOR),
                        device("NVIDIA CUDA", "nvidia-cuda", 0, "c", CL.CL_DEVICE_TYPE_GPU),
                        device("NVIDIA CUDA", "nvidia-cuda", 1, "d", CL.CL_DEVICE_TYPE_GPU)));
    }

    @Test
    void aDeviceOfTwoPlatformsCountsOnceAndASimulatorNotAtAll() {
        assertEquals(
                List.of("opencl:nvidia-cuda:0"),
                ranked(
                        device("NVIDIA CUDA", "nvidia-cuda", 0, "uuid 1", CL.CL_DEVICE_TYPE_GPU),
                        device("Portable Computing Language", "pocl", 0, "uuid 1", CL.CL_DEVICE_TYPE_GPU),
                        device("Oclgrind", "oclgrind", 0, "x", CL.CL_DEVICE_TYPE_GPU)));
    }
}
