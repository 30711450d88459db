package org.neocog.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.tensor.ElementType;

/**
 * The context of one device and the programs built for it. Programs of this bundle's kernels stay; generated ones go with the last executable that
 * uses them. Threading: safe for all threads.
 */
final class Session implements AutoCloseable {
    /** Work-items of a group on devices that are no processors. */
    static final int GROUP_SIZE = 256;

    private final Device device;
    private final DeviceHandle handle;
    private final boolean cpuKernels;
    private final Inlet.Kind inlets;
    private final Counts counts;
    private final cl_context context;
    private final Builds builds;
    private final Map<String, String> sources = new HashMap<>();
    private final Map<String, Built> programs = new HashMap<>();
    private boolean closed;

    /**
     * @param cpuKernels whether to use the kernels for processors
     * @param cache folder for binaries, or null
     * @param counts of what is open
     * @throws BackendException if the device is gone or its driver gives no context
     */
    Session(Device device, boolean cpuKernels, @Nullable Path cache, Counts counts) {
        this(device, cpuKernels, null, cache, counts);
    }

    /** @param inlets how inputs come to the device, or null for what suits it */
    Session(Device device, boolean cpuKernels, Inlet.@Nullable Kind inlets, @Nullable Path cache, Counts counts) {
        this.device = device;
        handle = OpenClLibrary.handle(device);
        this.inlets = inlets != null ? inlets : sharesMemory() ? Inlet.Kind.SHARED : Inlet.Kind.STAGED;
        this.counts = counts;
        this.cpuKernels = cpuKernels;
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, handle.platform());
        try {
            context = CL.clCreateContext(properties, 1, new cl_device_id[] {handle.id()}, null, null, null);
        } catch (CLException e) {
            throw new BackendException(
                    "opencl: device " + device.name() + " must give a context, but driver=" + device.driver() + " says "
                            + e.getMessage() + ". Update the driver, or use another backend.",
                    e);
        }
        counts.contexts.incrementAndGet();
        builds = new Builds(device, handle.id(), context, cache);
    }

    Device device() {
        return device;
    }

    DeviceHandle handle() {
        return handle;
    }

    cl_context context() {
        return context;
    }

    Counts counts() {
        return counts;
    }

    /** Whether the kernels for processors are used. */
    boolean cpuKernels() {
        return cpuKernels;
    }

    /** How inputs come to the device. */
    Inlet.Kind inlets() {
        return inlets;
    }

    private boolean sharesMemory() {
        int[] unified = new int[1];
        CL.clGetDeviceInfo(handle.id(), CL.CL_DEVICE_HOST_UNIFIED_MEMORY, Sizeof.cl_uint, Pointer.to(unified), null);
        return device.isCpu() || unified[0] != 0;
    }

    int groupSize() {
        return cpuKernels ? 1 : GROUP_SIZE;
    }

    /** The program of a resource of this bundle, for values of this floating type; built when first asked for. */
    Built program(String resource, ElementType real) {
        return program(List.of(resource), "", real);
    }

    /**
     * The same of several resources, one after the other.
     *
     * @param macros further ones to build with
     */
    Built program(List<String> resources, String macros, ElementType real) {
        StringBuilder source = new StringBuilder();
        resources.forEach(resource -> source.append(resource(resource + ".cl")));
        return acquire(source.toString(), macros, real, true);
    }

    /** A program of generated source; {@link #release} it when it is not needed any more. */
    Built generated(String source, ElementType real) {
        return acquire(source, "", real, false);
    }

    private synchronized Built acquire(String source, String macros, ElementType real, boolean stays) {
        if (closed) {
            throw new IllegalStateException("opencl: the backend was closed. Ask for the service again.");
        }
        String options = options(real) + macros;
        String key = options + "\n" + source;
        Built built = programs.get(key);
        if (built == null) {
            built = new Built(key, builds.build(resource("common.cl") + source, options), stays);
            counts.programs.incrementAndGet();
            programs.put(key, built);
        }
        built.users++;
        return built;
    }

    synchronized void release(Built built) {
        built.users--;
        if (built.users == 0 && !built.stays && programs.remove(built.key) != null) {
            CL.clReleaseProgram(built.program);
            counts.programs.decrementAndGet();
        }
    }

    private String options(ElementType real) {
        boolean wide = real == ElementType.FLOAT64;
        return "-cl-std=CL1.2 -DT=" + (wide ? "double" : "float") + " -DBITS=" + (wide ? "long" : "int")
                + (cpuKernels ? " -DCPU" : "") + (device.float64() ? " -DUSES_DOUBLE" : "") + " -DGROUP_SIZE="
                + groupSize();
    }

    /** Changes when the kernels for products do. */
    String productSources() {
        return Integer.toHexString(
                (resource("product.cl") + resource(cpuKernels ? "product_cpu.cl" : "product_gpu.cl")).hashCode());
    }

    private synchronized String resource(String name) {
        return sources.computeIfAbsent(name, Session::read);
    }

    private static String read(String name) {
        try (InputStream stream = Session.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new BackendException("opencl: the bundle must hold its kernels, but resource=" + name
                        + " is missing. Install the bundle again.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BackendException("opencl: resource " + name + " must be readable: " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(built -> {
                CL.clReleaseProgram(built.program);
                counts.programs.decrementAndGet();
            });
            programs.clear();
            CL.clReleaseContext(context);
            counts.contexts.decrementAndGet();
        }
    }
}
