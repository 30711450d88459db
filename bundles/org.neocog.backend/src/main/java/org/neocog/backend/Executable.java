package org.neocog.backend;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A compiled program with its variables: parameters, optimizer slots, running statistics. Implemented by plug-ins.
 *
 * <p>Threading: one thread at a time. Lifecycle: after {@link #close} every other method throws {@link IllegalStateException}.
 */
@ConsumerType
public interface Executable extends AutoCloseable {
    /**
     * Sets variables by name. The snapshot stays the caller's.
     *
     * @throws BackendException if it holds a name that is no variable, or a type that is not the variable's; then nothing is changed
     */
    void restore(Snapshot state);

    /**
     * Runs one step of a graph and replaces the variables that it updates.
     *
     * @param graph name of one of the program's graphs
     * @param feed one tensor per input of the graph, of its type; read before the call returns
     * @return the outputs, valid until the next call of {@code run} or {@code close}
     * @throws BackendException if an input is missing, unknown or of another type; then nothing is changed
     */
    Step run(String graph, Feed feed);

    /** Copies of all variables as they are now. The caller closes them; their memory comes from the options' allocator. */
    Snapshot snapshot();

    /** Memory that it holds now. */
    MemoryReport memory();

    /** Gives all memory back. Closing twice does nothing. */
    @Override
    void close();
}
