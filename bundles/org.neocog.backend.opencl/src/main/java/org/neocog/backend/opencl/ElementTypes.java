package org.neocog.backend.opencl;

import org.neocog.tensor.ElementType;

/** Names of element types in kernels. */
final class ElementTypes {
    private ElementTypes() {}

    /** The type in OpenCL C. */
    static String name(ElementType element) {
        return switch (element) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case UINT8 -> "uchar";
            case INT32 -> "int";
            case INT64 -> "long";
            default ->
                throw new IllegalArgumentException(
                        "opencl: the element type must be one of this backend's, but element=" + element + ".");
        };
    }

    /** What the name of a kernel ends in that exists for all types: T is the floating type that its program is built for. */
    static String suffix(ElementType element) {
        return element.isFloating() ? "T" : name(element);
    }
}
