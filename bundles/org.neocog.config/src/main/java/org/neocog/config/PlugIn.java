package org.neocog.config;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every type of plug-in tells about itself. Implemented by plug-ins, through the interface of their kind.
 *
 * <p>The three answers never change while the plug-in is registered, and are asked from any thread.
 */
@ConsumerType
public interface PlugIn {
    /** Returns the name that a config uses, in lower case with dashes; also a service property. */
    String name();

    /** Returns one sentence for lists and help. */
    String summary();

    /** Returns the options that a config can set. */
    Schema schema();
}
