package org.neocog.dataset;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of dataset that a config can name: {@code data.train: {dataset: mnist, path: ...}}. Implemented by plug-ins,
 * registered as a service.
 */
@ConsumerType
public interface DatasetType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "dataset";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.dataset.name";

    /**
     * Opens the dataset: checks that every file is there and well-formed, and reads or maps it.
     *
     * @throws org.neocog.config.ConfigException if a path is absent or a file is not what it should be; the message names
     *     the file, the rule, the values seen and the cure
     */
    Dataset open(Options options);
}
