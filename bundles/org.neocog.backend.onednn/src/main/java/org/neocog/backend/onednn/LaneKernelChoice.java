package org.neocog.backend.onednn;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Kernels by the width of the processor's vectors. Apart, because its class loads only where the module is. */
final class LaneKernelChoice {
    private LaneKernelChoice() {}

    static @Nullable LaneKernels forThisProcessor() {
        return switch (FloatVector.SPECIES_PREFERRED.length()) {
            case 16 -> new LaneKernels16();
            case 8 -> new LaneKernels8();
            default -> null;
        };
    }
}
