package org.neocog.backend;

import org.neocog.tensor.Tensor;
import org.osgi.annotation.versioning.ConsumerType;

/** The outputs of one step. Implemented by plug-ins. Valid until the executable runs again or is closed. */
@ConsumerType
public interface Step {
    /**
     * The output of that name, borrowed; waits until it is computed.
     *
     * @throws BackendException if the graph has no such output; names those that there are
     */
    Tensor output(String name);
}
