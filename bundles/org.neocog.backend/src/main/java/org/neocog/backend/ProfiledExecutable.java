package org.neocog.backend;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An executable that can tell where the time of a step goes. Implemented by plug-ins, by those that can; who wants a profile asks {@code
 * executable instanceof ProfiledExecutable}.
 */
@ConsumerType
public interface ProfiledExecutable extends Executable {
    /**
     * Runs one step of a graph as {@link #run} does, variables included, and measures its parts. May be slower than {@code run}, and allocate.
     *
     * @param graph name of one of the program's graphs
     * @param feed one tensor per input of the graph, of its type; read before the call returns
     * @throws BackendException as {@code run} does
     */
    Profile profile(String graph, Feed feed);
}
