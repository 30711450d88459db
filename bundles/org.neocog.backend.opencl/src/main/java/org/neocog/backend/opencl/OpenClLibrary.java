package org.neocog.backend.opencl;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.SystemLoader;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.cache.FactFile;

/**
 * The system's OpenCL: found once per process, or known not to be there. The only place that touches the binding first. Drivers are loaded when they are first needed: to
 * compute, or to learn which devices there are where that is not known from before.
 */
final class OpenClLibrary {
    private static final String CURE =
            "Install an OpenCL loader (libOpenCL.so.1) and the driver of your device, such as the packages ocl-icd-libopencl1 and"
                    + " pocl-opencl-icd, or use another backend.";

    private static @Nullable String problem;
    private static @Nullable List<Device> devices;
    /** By identity, since a driver may tell more or less memory each time; null until the drivers are loaded. */
    private static @Nullable Map<String, DeviceHandle> handles;

    private OpenClLibrary() {}

    /** Folder for what can be computed again, or null for none. */
    static @Nullable Path cache() {
        return FactFile.folder().map(folder -> folder.resolve("opencl")).orElse(null);
    }

    /** Why there is no device, or null if there is one. */
    static synchronized @Nullable String problem() {
        if (devices == null && problem == null) {
            find();
        }
        return problem;
    }

    /** The devices of this machine, best first; empty if there is none. */
    static synchronized List<Device> devices() {
        return problem() == null && devices != null ? devices : List.of();
    }

    /**
     * The handle of a device, whose driver is loaded if it is not.
     *
     * @throws BackendException if the drivers show no such device
     */
    static synchronized DeviceHandle handle(Device device) {
        if (handles == null) {
            load();
        }
        Map<String, DeviceHandle> open = handles == null ? Map.of() : handles;
        DeviceHandle handle = open.get(device.identity());
        if (handle == null) {
            throw new BackendException("opencl: device " + device.serviceName() + " must be there, but "
                    + (problem == null ? "the drivers show " + open.keySet() : problem)
                    + ". Start again to use what is there now.");
        }
        return handle;
    }

    private static void find() {
        if (!SystemLoader.isThere()) {
            problem = "opencl: the backend needs the system's OpenCL loader, but there is no libOpenCL.so.1. " + CURE;
            return;
        }
        KnownDevices known = known();
        devices = known == null ? null : known.read();
        if (devices == null) {
            List<Device> found = load();
            devices = found.isEmpty() ? null : found;
        }
    }

    private static @Nullable KnownDevices known() {
        Path cache = cache();
        String machine = cache == null ? null : Machine.state();
        return cache == null || machine == null ? null : new KnownDevices(cache.resolve("devices"), machine);
    }

    private static List<Device> load() {
        List<Device> found = List.of();
        Map<String, DeviceHandle> open = new LinkedHashMap<>();
        try {
            SystemLoader.startDrivers();
            CL.setExceptionsEnabled(true);
            Map<Device, DeviceHandle> all = enumerate();
            found = Device.ranked(List.copyOf(all.keySet()));
            found.forEach(device -> open.put(device.identity(), all.get(device)));
            if (found.isEmpty()) {
                problem = "opencl: the backend needs a device, but devices=[]. " + CURE;
            }
        } catch (LinkageError e) {
            problem = unloadable(e);
        } catch (CLException e) {
            problem = "opencl: the backend needs a platform with a device, but the loader says " + e.getMessage() + ". "
                    + CURE;
        }
        KnownDevices known = known();
        if (known != null) {
            known.write(found);
        }
        handles = open;
        return found;
    }

    /** The binding's message holds traces of all that it tried. */
    private static String unloadable(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("already loaded in another classloader")) {
            return "opencl: a process loads the native library of one file once, but another framework of this process has it."
                    + " Give each framework a process of its own, or another folder for its bundles.";
        }
        String first = message.lines().findFirst().orElse(message);
        return "opencl: the backend needs the system's OpenCL loader, but it does not load: " + first + ". " + CURE;
    }

    private static Map<Device, DeviceHandle> enumerate() {
        Map<Device, DeviceHandle> found = new LinkedHashMap<>();
        int[] count = new int[1];
        CL.clGetPlatformIDs(0, null, count);
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        for (cl_platform_id platform : platforms) {
            int index = 0;
            for (cl_device_id id : devices(platform)) {
                found.put(Device.of(platform, id, index++), new DeviceHandle(platform, id));
            }
        }
        return found;
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
            cl_device_id[] ids = new cl_device_id[count[0]];
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
            return ids;
        } catch (CLException e) {
            if (e.getStatus() == CL.CL_DEVICE_NOT_FOUND) {
                return new cl_device_id[0];
            }
            throw e;
        }
    }
}
