package org.neocog.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.SignalHandlers;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;

/**
 * Builds programs: from a binary that an earlier process left in the cache, if the driver takes it, else from source. Binaries are keyed by source,
 * options, platform, device and driver; a binary that cannot be read, or is refused, is as good as none.
 */
final class Builds {
    private static final System.Logger LOG = System.getLogger(Builds.class.getName());
    private static final int LOG_END = 2000;

    private final Device device;
    private final cl_device_id id;
    private final cl_context context;
    private final @Nullable Path cache;

    Builds(Device device, cl_device_id id, cl_context context, @Nullable Path cache) {
        this.device = device;
        this.id = id;
        this.context = context;
        this.cache = cache;
    }

    cl_program build(String source, String options) {
        try {
            return known(source, options);
        } finally {
            SignalHandlers.handBack();
        }
    }

    private cl_program known(String source, String options) {
        if (cache == null) {
            return fromSource(source, options);
        }
        Path file = cache.resolve(key(source, options) + ".bin");
        cl_program known = fromBinary(file, options);
        if (known != null) {
            return known;
        }
        cl_program program = fromSource(source, options);
        keep(program, file);
        return program;
    }

    private cl_program fromSource(String source, String options) {
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
        try {
            CL.clBuildProgram(program, 0, null, options, null, null);
            return program;
        } catch (CLException e) {
            String log = log(program);
            CL.clReleaseProgram(program);
            throw new BackendException(
                    "opencl: kernels must build on " + device.name() + ", but driver=" + device.driver() + " says "
                            + e.getMessage() + ": " + log + ". Update the driver, or use another backend.",
                    e);
        }
    }

    private String log(cl_program program) {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(program, id, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(program, id, CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        String log = new String(bytes, StandardCharsets.UTF_8).strip();
        return log.length() <= LOG_END ? log : log.substring(0, LOG_END) + "...";
    }

    private @Nullable cl_program fromBinary(Path file, String options) {
        if (!Files.isReadable(file)) {
            return null;
        }
        cl_program program = null;
        try {
            byte[] binary = Files.readAllBytes(file);
            program = CL.clCreateProgramWithBinary(
                    context, 1, new cl_device_id[] {id}, new long[] {binary.length}, new byte[][] {binary}, null, null);
            CL.clBuildProgram(program, 0, null, options, null, null);
            return program;
        } catch (IOException | CLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A cached binary is not taken, it is built anew", e);
            if (program != null) {
                CL.clReleaseProgram(program);
            }
            return null;
        }
    }

    private void keep(cl_program program, Path file) {
        try {
            long[] size = new long[1];
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null);
            byte[] binary = new byte[(int) size[0]];
            Pointer binaries = Pointer.to(new Pointer[] {Pointer.to(binary)});
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, binaries, null);
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), "program", ".part");
            Files.write(part, binary);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | CLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A binary could not be kept", e);
        }
    }

    private String key(String source, String options) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                source, options, device.platformName(), device.name(), device.driver(), device.identity()
            }) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("opencl: every Java has SHA-256, but: " + e, e);
        }
    }
}
