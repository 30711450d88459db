package org.neocog.dataset;

import java.util.List;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The files of a dataset that can be had from the network, for {@code neocog fetch NAME}. Implemented by plug-ins, registered as a service. It
 * only names them; it never connects to anything.
 */
@ConsumerType
public interface DownloadType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "download";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.download.name";

    /** The files, each independent of the others. */
    List<RemoteFile> files();

    /** None. */
    @Override
    default Schema schema() {
        return Schema.empty();
    }
}
