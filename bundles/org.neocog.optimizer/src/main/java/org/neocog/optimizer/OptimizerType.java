package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of optimizer that a config can name: {@code optimizer: {type: sgd, ...}}. Implemented by plug-ins. */
@ConsumerType
public interface OptimizerType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "optimizer";

    Optimizer create(Options options);
}
