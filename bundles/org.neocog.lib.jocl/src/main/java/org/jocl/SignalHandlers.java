package org.jocl;

/**
 * Gives Java its signal handlers back. A driver with LLVM inside (PoCL) puts handlers of LLVM in their place whenever it starts or compiles, also for SIGSEGV,
 * which Java works with where threads stop for it. LLVM's handler hands back all of them at the first signal, and the fault happens again, to Java; but two threads that
 * come to it at once end the process. So the first signal is made here, on one thread, before others come to it. It lies in this package because a library
 * bundle exports only packages of its library.
 *
 * <p>Threading: safe.
 */
public final class SignalHandlers {
    private static int @org.jspecify.annotations.Nullable [] nothing;

    private SignalHandlers() {}

    /**
     * To be called after a driver has started or compiled. Takes microseconds. Asking nothing for its length is a fault of the processor, out of which Java
     * makes an exception: as long as it is not compiled for being called often, some ten thousand times.
     */
    @SuppressWarnings("NullAway") // null is the point
    public static void handBack() {
        try {
            throw new IllegalStateException("opencl: nothing must have no length, but length=" + nothing.length + ".");
        } catch (NullPointerException expected) {
            // Java has answered the signal.
        }
    }
}
