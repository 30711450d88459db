package org.neocog.backend.opencl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * What is known of one OpenCL device, whether or not its driver is loaded.
 *
 * @param platformName as the driver calls its platform
 * @param slug short name of the platform for service names: {@code pocl}, {@code nvidia-cuda}
 * @param index of the device within its platform
 * @param identity what tells the device from others: its UUID or place on the bus, else platform, name and index
 * @param type bits of {@code CL_DEVICE_TYPE}
 * @param alignment of sub-buffers, in bytes
 * @param largest bytes of the largest single buffer
 * @param float64 whether it computes with float64
 */
record Device(
        String platformName,
        String slug,
        int index,
        String identity,
        String name,
        String vendor,
        String driver,
        long type,
        int computeUnits,
        long memoryBytes,
        long alignment,
        long largest,
        boolean float64) {
    /** From the extension cl_khr_device_uuid. */
    private static final int CL_DEVICE_UUID_KHR = 0x106A;

    private static final int CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV = 0x4000;
    private static final int CL_DEVICE_PCI_BUS_ID_NV = 0x4008;
    private static final int CL_DEVICE_PCI_SLOT_ID_NV = 0x4009;
    private static final long LEAST_ALIGNMENT = 128;

    static Device of(cl_platform_id platform, cl_device_id id, int index) {
        String platformName = platformText(platform, CL.CL_PLATFORM_NAME);
        String name = text(id, CL.CL_DEVICE_NAME);
        String extensions = " " + text(id, CL.CL_DEVICE_EXTENSIONS) + " ";
        return new Device(
                platformName,
                slug(platformName),
                index,
                identity(id, extensions, platformName + "/" + name + "/" + index),
                name,
                text(id, CL.CL_DEVICE_VENDOR),
                text(id, CL.CL_DRIVER_VERSION),
                number(id, CL.CL_DEVICE_TYPE),
                (int) number(id, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
                number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
                Math.max(LEAST_ALIGNMENT, (number(id, CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) & 0xffffffffL) / 8),
                number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                extensions.contains(" cl_khr_fp64 "));
    }

    /** Best first; one of those that are the same device under two platforms; simulators left out, processors last. */
    static List<Device> ranked(List<Device> all) {
        List<Device> sorted = new ArrayList<>(all);
        sorted.removeIf(device -> device.isSimulator() && !areSimulatorsWanted());
        sorted.sort(Comparator.comparingInt(Device::rank));
        Set<String> seen = new HashSet<>();
        sorted.removeIf(device -> !seen.add(device.identity));
        return List.copyOf(sorted);
    }

    /** Whether it is Oclgrind, which may be called by one thread at a time only. */
    boolean isSimulator() {
        return platformName.toLowerCase(Locale.ROOT).contains("oclgrind");
    }

    static boolean areSimulatorsWanted() {
        return Boolean.getBoolean("neocog.opencl.simulators");
    }

    private int rank() {
        return isCpu() ? 2 : (type & CL.CL_DEVICE_TYPE_GPU) != 0 ? 0 : 1;
    }

    boolean isCpu() {
        return (type & CL.CL_DEVICE_TYPE_CPU) != 0;
    }

    /** {@code opencl:pocl:0}. */
    String serviceName() {
        return "opencl:" + slug + ":" + index;
    }

    private static String slug(String platformName) {
        if (platformName.equals("Portable Computing Language")) {
            return "pocl";
        }
        String slug = platformName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.replaceAll("^-|-$", "");
    }

    private static String identity(cl_device_id id, String extensions, String fallback) {
        try {
            if (extensions.contains(" cl_khr_device_uuid ")) {
                byte[] uuid = new byte[16];
                CL.clGetDeviceInfo(id, CL_DEVICE_UUID_KHR, uuid.length, Pointer.to(uuid), null);
                return "uuid " + java.util.HexFormat.of().formatHex(uuid);
            }
            if (extensions.contains(" cl_nv_device_attribute_query ")) {
                return "pci " + number(id, CL_DEVICE_PCI_BUS_ID_NV) + ":" + number(id, CL_DEVICE_PCI_SLOT_ID_NV);
            }
        } catch (CLException e) {
            System.getLogger(Device.class.getName())
                    .log(System.Logger.Level.DEBUG, "A device does not tell its identity", e);
        }
        return fallback;
    }

    /** The major version of what NVIDIA's devices can compute, or 0 where a device does not tell. */
    static int computeCapability(cl_device_id id) {
        try {
            return (int) number(id, CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV);
        } catch (CLException e) {
            System.getLogger(Device.class.getName())
                    .log(System.Logger.Level.DEBUG, "A device does not tell what it can compute", e);
            return 0;
        }
    }

    boolean isOfNvidia() {
        return vendor.toLowerCase(Locale.ROOT).contains("nvidia");
    }

    private static long number(cl_device_id id, int parameter) {
        long[] value = new long[1];
        CL.clGetDeviceInfo(id, parameter, Long.BYTES, Pointer.to(value), null);
        return value[0];
    }

    private static String text(cl_device_id id, int parameter) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(id, parameter, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetDeviceInfo(id, parameter, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private static String platformText(cl_platform_id id, int parameter) {
        long[] size = new long[1];
        CL.clGetPlatformInfo(id, parameter, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetPlatformInfo(id, parameter, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
}
