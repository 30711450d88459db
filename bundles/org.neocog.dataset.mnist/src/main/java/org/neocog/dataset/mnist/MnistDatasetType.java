package org.neocog.dataset.mnist;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.support.IdxDataset;
import org.neocog.dataset.support.IdxException;
import org.neocog.dataset.support.IdxSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The dataset {@code mnist}: a folder of four idx files, splits {@code train} and {@code test} (files {@code t10k-*}). Fashion-MNIST, KMNIST
 * and other sets in these files read as well, whatever the size of their images.
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + MnistDatasetType.NAME)
public final class MnistDatasetType implements DatasetType {
    static final String NAME = "mnist";

    static final Option<Path> PATH = Option.path(
            "path", "folder with train-images-idx3-ubyte, train-labels-idx1-ubyte and t10k-..., plain or .gz");
    static final Option<Integer> CLASSES = Option.integer(
                    "classes", "number of classes; labels are from 0 to classes - 1")
            .orElse(10)
            .atLeast(1)
            .atMost(256);
    static final Option<List<String>> CLASS_NAMES = Option.texts(
                    "class-names", "a name per class; without it, the numbers")
            .optional();

    private static final String REMEDY = "Put the four files of the dataset there (MNIST's are at"
            + " https://ossci-datasets.s3.amazonaws.com/mnist/), or set path to the folder that has them.";

    private static final Schema SCHEMA = Schema.of(PATH, CLASSES, CLASS_NAMES)
            .rule(
                    "C1",
                    "class-names must have one name per class",
                    options -> options.find(CLASS_NAMES)
                            .map(names -> names.size() == options.get(CLASSES))
                            .orElse(true),
                    CLASSES,
                    CLASS_NAMES);

    @Activate
    public MnistDatasetType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "MNIST, Fashion-MNIST and other sets of idx files in a folder.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FixedSizeDataset open(Options options) {
        LinkedHashMap<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("train", "train");
        prefixes.put("test", "t10k");
        List<String> classNames = options.find(CLASS_NAMES)
                .orElseGet(() -> IntStream.range(0, options.get(CLASSES))
                        .mapToObj(Integer::toString)
                        .toList());
        try {
            return IdxDataset.read(new IdxSource(NAME, options.get(PATH), prefixes, classNames, REMEDY));
        } catch (IdxException e) {
            ConfigException refusal = options.error(PATH, e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }
}
