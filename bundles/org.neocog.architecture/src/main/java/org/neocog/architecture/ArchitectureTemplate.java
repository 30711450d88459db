package org.neocog.architecture;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A published network with its variants: {@code model: {architecture: lenet5, variant: modern}}. Implemented by plug-ins.
 * It names layers by type, as a config does, and knows no class of them.
 */
@ConsumerType
public interface ArchitectureTemplate extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "architecture";

    /** Service property: the name of the architecture, equal to {@link #name}, such as {@code lenet5}. */
    String NAME = "neocog.architecture.name";

    /** The network with these options. @throws org.neocog.config.ConfigException if they do not go together */
    ModelSpec model(Options options);
}
