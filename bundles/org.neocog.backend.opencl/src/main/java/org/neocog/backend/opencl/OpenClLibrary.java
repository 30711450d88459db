package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.SystemLoader;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;

/** The system's OpenCL: found once per process, or known not to be there. The only place that touches the binding first. */
final class OpenClLibrary {
    private static final String CURE =
            "Install an OpenCL loader (libOpenCL.so.1) and the driver of your device, such as the packages ocl-icd-libopencl1 and"
                    + " pocl-opencl-icd, or use another backend.";

    private static @Nullable String problem;
    private static @Nullable List<Device> devices;

    private OpenClLibrary() {}

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

    private static void find() {
        if (!SystemLoader.isThere()) {
            problem = "opencl: the backend needs the system's OpenCL loader, but there is no libOpenCL.so.1. " + CURE;
            return;
        }
        try {
            SystemLoader.startDrivers();
            CL.setExceptionsEnabled(true);
            List<Device> found = Device.ranked(enumerate());
            if (found.isEmpty()) {
                problem = "opencl: the backend needs a device, but devices=[]. " + CURE;
            } else {
                devices = found;
            }
        } catch (LinkageError e) {
            problem = "opencl: the backend needs the system's OpenCL loader, but it does not load: " + e.getMessage()
                    + ". " + CURE;
        } catch (CLException e) {
            problem = "opencl: the backend needs a platform with a device, but the loader says " + e.getMessage() + ". "
                    + CURE;
        }
    }

    private static List<Device> enumerate() {
        List<Device> found = new ArrayList<>();
        int[] count = new int[1];
        CL.clGetPlatformIDs(0, null, count);
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        for (cl_platform_id platform : platforms) {
            int index = 0;
            for (cl_device_id id : devices(platform)) {
                found.add(Device.of(platform, id, index++));
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
