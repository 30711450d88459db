package org.bytedeco.javacpp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls C functions {@code void f(long)} that no preset binds, such as {@code omp_set_num_threads}, on every Java version and without
 * further native code. It lies in this package because JavaCPP's way to call a function by its address is visible here only.
 *
 * <p>Threading: calls happen on the calling thread.
 */
public final class NativeFunctions {
    /** Texts that the environment points to, by name: never freed. */
    private static final Map<String, BytePointer> ENVIRONMENT = new ConcurrentHashMap<>();

    private NativeFunctions() {}

    /** The address of a symbol of the libraries loaded so far, or 0. */
    public static long address(String symbol) {
        Pointer pointer = Loader.addressof(symbol);
        return pointer == null ? 0 : pointer.address();
    }

    /**
     * Sets a variable of the environment for native libraries that are loaded afterwards; Java does not see it. What the user has set stays.
     *
     * @return whether it is set now
     */
    public static boolean setEnvironment(String name, String value) {
        if (System.getenv(name) != null) {
            return true;
        }
        long put = address("putenv");
        if (put == 0) {
            return false;
        }
        String line = name + "=" + value;
        ENVIRONMENT.compute(name, (any, before) -> {
            if (before != null && before.getString().equals(line)) {
                return before; // each bundle that uses a library sets it again
            }
            BytePointer text = new BytePointer(line);
            call(put, text.address()).run();
            return text;
        });
        return true;
    }

    /** A call of one function with one fixed argument, which can be made any number of times. */
    public static Runnable call(long function, long argument) {
        if (function == 0 || argument == 0) {
            throw new IllegalArgumentException("native call: function and argument must not be 0, but function="
                    + function + ", argument=" + argument + ". Look the symbol up first.");
        }
        return () -> new Pointer.NativeDeallocator(new Pointer(), argument, function).deallocate();
    }
}
