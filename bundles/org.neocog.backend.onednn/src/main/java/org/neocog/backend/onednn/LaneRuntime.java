package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;

/** The kernels for this processor and Java, if there are any, and which of them are compiled. One for the process, as Java's compiler is. */
final class LaneRuntime {
    /** System property: {@code false} does without kernels of our own that need the Vector API. */
    static final String KERNELS = "neocog.onednn.kernels";

    private static final String VECTOR = "jdk.incubator.vector.FloatVector";
    private static final System.Logger LOG = System.getLogger(LaneRuntime.class.getName());

    private static @Nullable LaneRuntime instance;
    private static boolean searched;

    private final LaneKernels kernels;
    private final LaneWarmUp warmUp = new LaneWarmUp();

    private LaneRuntime(LaneKernels kernels) {
        this.kernels = kernels;
    }

    /** The kernels, or null if this Java or this processor has none, or they are not wanted. */
    static synchronized @Nullable LaneRuntime instance() {
        if ("false".equals(System.getProperty(KERNELS))) {
            return null;
        }
        if (!searched) {
            searched = true;
            LaneKernels found = find();
            instance = found == null ? null : new LaneRuntime(found);
        }
        return instance;
    }

    private static @Nullable LaneKernels find() {
        try {
            Class.forName(VECTOR, false, LaneRuntime.class.getClassLoader());
            LaneKernels found = LaneKernelChoice.forThisProcessor();
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "onednn: kernels of our own have {0} lanes",
                    found == null ? 0 : found.lanes());
            return found;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "onednn: the module jdk.incubator.vector is not there; the library computes everything",
                    e);
            return null;
        }
    }

    LaneKernels kernels() {
        return kernels;
    }

    LaneWarmUp warmUp() {
        return warmUp;
    }
}
