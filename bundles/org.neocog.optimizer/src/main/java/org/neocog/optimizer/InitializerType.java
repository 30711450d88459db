package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of initializer that layers can name: {@code weight-init: he}. Implemented by plug-ins. */
@ConsumerType
public interface InitializerType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "initializer";

    Initializer create(Options options);
}
