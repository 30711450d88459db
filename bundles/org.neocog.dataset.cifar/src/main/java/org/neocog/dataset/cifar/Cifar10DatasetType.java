package org.neocog.dataset.cifar;

import java.nio.file.Path;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The dataset {@code cifar10}: 50 000 + 10 000 colour images of 32 x 32 in 10 classes, binary version, unpacked or in its archive.
 *
 * <p>Source: A. Krizhevsky 2009, "Learning multiple layers of features from tiny images".
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + Cifar10DatasetType.NAME)
public final class Cifar10DatasetType implements DatasetType {
    static final String NAME = "cifar10";

    static final Option<Path> PATH = Option.path(
            "path", "folder with data_batch_1.bin and so on, a folder that holds cifar-10-batches-bin, or the .tar.gz");

    private static final Schema SCHEMA = Schema.of(PATH);

    @Activate
    public Cifar10DatasetType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "CIFAR-10, binary version: 32 x 32 colour images in 10 classes.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FixedSizeDataset open(Options options) {
        return open(CifarLayout.cifar10(), options, PATH);
    }

    /** Opens a dataset; what is wrong with it is an error at the place of its path. */
    static FixedSizeDataset open(CifarLayout layout, Options options, Option<Path> path) {
        try {
            return CifarDataset.open(layout, options.get(path));
        } catch (CifarException e) {
            ConfigException refusal = options.error(path, e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }
}
