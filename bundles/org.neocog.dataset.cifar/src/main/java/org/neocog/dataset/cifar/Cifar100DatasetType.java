package org.neocog.dataset.cifar;

import java.nio.file.Path;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The dataset {@code cifar100}: 50 000 + 10 000 colour images of 32 x 32 in 100 fine or 20 coarse classes, binary version, unpacked or in its
 * archive.
 *
 * <p>Source: A. Krizhevsky 2009, "Learning multiple layers of features from tiny images".
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + Cifar100DatasetType.NAME)
public final class Cifar100DatasetType implements DatasetType {
    static final String NAME = "cifar100";

    /** Which of an image's two labels. */
    enum Labels {
        FINE,
        COARSE
    }

    static final Option<Path> PATH = Option.path(
            "path", "folder with train.bin and test.bin, a folder that holds cifar-100-binary, or the .tar.gz");
    static final Option<Labels> LABELS = Option.choice(
                    "labels", "fine: 100 classes; coarse: 20 groups of them", Labels.class)
            .orElse(Labels.FINE);

    private static final Schema SCHEMA = Schema.of(PATH, LABELS);

    @Activate
    public Cifar100DatasetType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "CIFAR-100, binary version: 32 x 32 colour images in 100 classes, or 20.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FixedSizeDataset open(Options options) {
        CifarLayout layout = CifarLayout.cifar100(options.get(LABELS) == Labels.FINE);
        return Cifar10DatasetType.open(layout, options, PATH);
    }
}
