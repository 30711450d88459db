package org.neocog.layer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of layer that a config or an architecture can name: {@code conv2d}, {@code tanh}, ... Implemented by plug-ins. */
@ConsumerType
public interface LayerType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "layer";

    /** Service property: the name of the layer type, equal to {@link #name}, such as {@code conv2d}. */
    String NAME = "neocog.layer.name";

    /** The layer with these options. @throws org.neocog.config.ConfigException if they do not go together */
    LayerSpec create(Options options);
}
