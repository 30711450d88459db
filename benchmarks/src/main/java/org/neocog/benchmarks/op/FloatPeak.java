package org.neocog.benchmarks.op;

import java.util.Locale;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;

/**
 * The float32 operations per second that an OpenCL device reaches at best: work-items that do nothing but independent chains of multiply-adds in
 * registers. Tries scalars and vectors, and takes the best. The results are checked: each chain ends at the fixed point of {@code x / 2 + 1}.
 */
final class FloatPeak {
    private static final int CHAINS = 8;
    private static final int UNROLLED = 16;
    private static final int GROUP = 256;
    private static final int[] WIDTHS = {1, 2, 4, 8, 16};
    private static final double MOST_SECONDS = 0.1;
    private static final int ROUNDS = 64;
    private static final int TRIES = 5;
    private static final int GROUPS_PER_UNIT = 16;

    private final cl_platform_id platform;
    private final cl_device_id device;
    private final double seconds;

    private FloatPeak(cl_platform_id platform, cl_device_id device, double seconds) {
        this.platform = platform;
        this.device = device;
        this.seconds = seconds;
    }

    /**
     * In operations per second, two for each multiply-add.
     *
     * @param name of the device
     * @param seconds how long a run must take at least; at most 0.1
     */
    static double of(String name, double seconds) {
        CL.setExceptionsEnabled(true);
        int[] count = new int[1];
        CL.clGetPlatformIDs(0, null, count);
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        for (cl_platform_id platform : platforms) {
            for (cl_device_id device : devices(platform)) {
                if (text(device, CL.CL_DEVICE_NAME).equals(name)) {
                    return new FloatPeak(platform, device, Math.min(MOST_SECONDS, seconds)).best();
                }
            }
        }
        throw new IllegalStateException("peak: the device must be there, but no platform shows name=" + name + ".");
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException e) {
            return new cl_device_id[0]; // a platform without devices says so by an error
        }
        cl_device_id[] ids = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
        return ids;
    }

    private static String text(cl_device_id id, int parameter) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(id, parameter, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetDeviceInfo(id, parameter, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                .replace("\0", "")
                .strip();
    }

    private long units() {
        int[] units = new int[1];
        CL.clGetDeviceInfo(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS, Sizeof.cl_uint, Pointer.to(units), null);
        return units[0];
    }

    @SuppressWarnings("deprecation") // The newer function needs OpenCL 2.0.
    private double best() {
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
        cl_context context = CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null);
        cl_command_queue queue = CL.clCreateCommandQueue(context, device, 0, null);
        long items = units() * GROUPS_PER_UNIT * GROUP;
        cl_mem results = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, items * Sizeof.cl_float, null, null);
        try {
            double best = 0;
            for (int width : WIDTHS) {
                best = Math.max(best, rate(context, queue, results, items, width));
            }
            return best;
        } finally {
            CL.clReleaseMemObject(results);
            CL.clReleaseCommandQueue(queue);
            CL.clReleaseContext(context);
        }
    }

    private static String source(int width) {
        String type = "float" + (width == 1 ? "" : width);
        StringBuilder source = new StringBuilder("__kernel __attribute__((reqd_work_group_size(" + GROUP + ", 1, 1)))\n"
                + "void chains(__global float *y, float a, float b, int rounds) {\n  " + type + " m = a, c = b;\n");
        for (int i = 0; i < CHAINS; i++) {
            source.append(
                    String.format(Locale.ROOT, "  %s x%d = (%s)(get_global_id(0) %% 7 + %d);%n", type, i, type, i));
        }
        source.append("  for (int r = 0; r < rounds; r++) {\n");
        for (int step = 0; step < UNROLLED; step++) {
            for (int i = 0; i < CHAINS; i++) {
                source.append(String.format(Locale.ROOT, "    x%d = fma(x%d, m, c);%n", i, i));
            }
        }
        source.append("  }\n  ").append(type).append(" s = x0");
        for (int i = 1; i < CHAINS; i++) {
            source.append(" + x").append(i);
        }
        source.append(";\n  float t[").append(width).append("];\n  ");
        source.append(width == 1 ? "t[0] = s" : "vstore" + width + "(s, 0, t)");
        source.append(";\n  float sum = 0;\n  for (int i = 0; i < ").append(width);
        return source.append("; i++) sum += t[i];\n  y[get_global_id(0)] = sum;\n}\n")
                .toString();
    }

    private double rate(cl_context context, cl_command_queue queue, cl_mem results, long items, int width) {
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {source(width)}, null, null);
        try {
            CL.clBuildProgram(program, 0, null, "-cl-std=CL1.2", null, null);
            cl_kernel kernel = CL.clCreateKernel(program, "chains", null);
            try {
                return rate(queue, kernel, results, items, width);
            } finally {
                CL.clReleaseKernel(kernel);
            }
        } finally {
            CL.clReleaseProgram(program);
        }
    }

    private double rate(cl_command_queue queue, cl_kernel kernel, cl_mem results, long items, int width) {
        CL.clSetKernelArg(kernel, 0, Sizeof.cl_mem, Pointer.to(results));
        CL.clSetKernelArg(kernel, 1, Sizeof.cl_float, Pointer.to(new float[] {0.5f}));
        CL.clSetKernelArg(kernel, 2, Sizeof.cl_float, Pointer.to(new float[] {1}));
        int rounds = ROUNDS;
        double least = seconds(queue, kernel, items, rounds);
        least = seconds(queue, kernel, items, rounds); // the first may have been compiled
        while (least < seconds) {
            rounds *= 2;
            least = seconds(queue, kernel, items, rounds);
        }
        for (int i = 0; i < TRIES; i++) {
            least = Math.min(least, seconds(queue, kernel, items, rounds));
        }
        requireFixedPoints(queue, results, items, width);
        return 2.0 * width * CHAINS * UNROLLED * rounds * items / least;
    }

    private static double seconds(cl_command_queue queue, cl_kernel kernel, long items, int rounds) {
        CL.clSetKernelArg(kernel, 3, Sizeof.cl_int, Pointer.to(new int[] {rounds}));
        long start = System.nanoTime();
        CL.clEnqueueNDRangeKernel(queue, kernel, 1, null, new long[] {items}, new long[] {GROUP}, 0, null, null);
        CL.clFinish(queue);
        return (System.nanoTime() - start) * 1e-9;
    }

    private static void requireFixedPoints(cl_command_queue queue, cl_mem results, long items, int width) {
        float[] y = new float[(int) items];
        CL.clEnqueueReadBuffer(queue, results, true, 0, items * Sizeof.cl_float, Pointer.to(y), 0, null, null);
        float want = 2f * width * CHAINS;
        for (float value : y) {
            if (value != want) {
                throw new IllegalStateException("peak: every work-item must end at the fixed point, but result=" + value
                        + ", expected=" + want + ", width=" + width + ".");
            }
        }
    }
}
