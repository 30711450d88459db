package org.bytedeco.opencl.presets;

/**
 * Stands in for the presets of OpenCL, which those of oneDNN name as what they inherit: JavaCPP would load an OpenCL loader of its own by them, which oneDNN on a
 * processor has no use for, and whoever then asks for {@code libOpenCL.so.1} gets that one instead of the system's. Nothing is inherited of this class.
 */
public final class OpenCL {
    private OpenCL() {}
}
