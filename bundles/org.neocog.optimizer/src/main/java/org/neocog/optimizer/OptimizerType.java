package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of optimizer that a config can name: {@code optimizer: {type: sgd, ...}}. Implemented by plug-ins, registered as a
 * service with the property {@link #NAME_PROPERTY}.
 *
 * <p>Threading: all methods may be called by several threads at once.
 */
@ConsumerType
public interface OptimizerType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "optimizer";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.optimizer.name";

    /**
     * The optimizer with these options.
     *
     * @param options bound by {@link #schema}, its rules checked
     * @throws org.neocog.config.ConfigException if they do not go together in a way that the schema cannot tell
     */
    Optimizer create(Options options);
}
