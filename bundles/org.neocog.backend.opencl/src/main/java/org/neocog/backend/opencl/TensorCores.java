package org.neocog.backend.opencl;

import org.apache.arrow.memory.BufferAllocator;

/** Whether a device multiplies matrices of bfloat16 or tf32 by NVIDIA's tensor cores. It is found out by trying: a driver may know the instruction, or not. */
final class TensorCores {
    private static final System.Logger LOG = System.getLogger(TensorCores.class.getName());

    /** The first major version of devices that know the instruction. */
    private static final int AMPERE = 8;

    private TensorCores() {}

    /** Tries each tile on a device that should have them, and says in the log why they are not used where that fails. */
    static boolean areThere(Session session, Operands operands, BufferAllocator allocator) {
        Device device = session.device();
        if (session.cpuKernels()
                || !device.isOfNvidia()
                || Device.computeCapability(session.handle().id()) < AMPERE) {
            return false;
        }
        for (Tile tile : Tiles.WARPS) {
            String problem = SelfTest.problem(session, tile, operands, allocator);
            if (problem != null) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "opencl: the tensor cores of {0} are not used for {1}, since by {2} {3}",
                        device.name(),
                        operands,
                        tile.name(),
                        problem.lines().findFirst().orElse(problem));
                return false;
            }
        }
        return true;
    }
}
