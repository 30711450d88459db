package org.neocog.dataset;

import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of transform that a config can list under {@code transforms}. Implemented by plug-ins, registered as a service. */
@ConsumerType
public interface TransformType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "transform";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.transform.name";

    /**
     * The transform for images of one shape.
     *
     * @param input shape of one image that comes in, {@code [C, H, W]}
     * @throws org.neocog.config.ConfigException if it cannot be applied to that shape; says why and what would fit
     */
    Transform create(Options options, Shape input);

    /**
     * The transform for images of any size. A type that has none refuses, as here.
     *
     * @param channels of every image that comes in
     * @throws org.neocog.config.ConfigException if it cannot be applied to images of any size; says why and what would fit
     */
    default ImageTransform createForAnySize(Options options, int channels) {
        throw new ConfigException(
                options.location(),
                "transform \"" + name() + "\": images must have one size here, but those that come in differ. "
                        + Pipeline.ONE_SIZE_CURE);
    }
}
