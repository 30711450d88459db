package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of initializer that layers can name: {@code weight-init: he}. Implemented by plug-ins, registered as a service with the
 * property {@link #NAME_PROPERTY}.
 *
 * <p>Threading: all methods may be called by several threads at once.
 */
@ConsumerType
public interface InitializerType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "initializer";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.initializer.name";

    /**
     * The initializer with these options.
     *
     * @param options bound by {@link #schema}, its rules checked
     */
    Initializer create(Options options);
}
