package org.bytedeco.javacpp;

/**
 * Calls C functions {@code void f(long)} that no preset binds, such as {@code omp_set_num_threads}, on every Java version and without
 * further native code. It lies in this package because JavaCPP's way to call a function by its address is visible here only.
 *
 * <p>Threading: calls happen on the calling thread.
 */
public final class NativeFunctions {
    private NativeFunctions() {}

    /** The address of a symbol of the libraries loaded so far, or 0. */
    public static long address(String symbol) {
        Pointer pointer = Loader.addressof(symbol);
        return pointer == null ? 0 : pointer.address();
    }

    /** A call of one function with one fixed argument, which can be made any number of times. */
    public static Runnable call(long function, long argument) {
        if (function == 0 || argument == 0) {
            throw new IllegalArgumentException("native call: function and argument must not be 0, but function=" + function
                    + ", argument=" + argument + ". Look the symbol up first.");
        }
        return () -> new Pointer.NativeDeallocator(new Pointer(), argument, function).deallocate();
    }
}
