package org.neocog.dataset.cifar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.neocog.tensor.Shape;

/**
 * How one CIFAR dataset lies in its files. A file is records, one per image: a byte per kind of label, then 3072 bytes of pixels {@code [3,
 * 32, 32]}, red first.
 *
 * @param name the dataset's name, for messages
 * @param folder name of the official folder
 * @param archive name of the official archive
 * @param splits split to its files, in order
 * @param labels the kinds of label, in the order of their bytes
 * @param used index of the kind of label that the dataset gives
 */
record CifarLayout(
        String name,
        String folder,
        String archive,
        LinkedHashMap<String, List<String>> splits,
        List<LabelKind> labels,
        int used) {
    static final Shape IMAGE = Shape.of(3, 32, 32);

    private static final int PIXELS = 3 * 32 * 32;

    /**
     * One kind of label.
     *
     * @param what how messages call them
     * @param file the file with a name per line
     * @param classNames the published names, for folders without that file
     */
    record LabelKind(String what, String file, List<String> classNames) {}

    static CifarLayout cifar10() {
        LinkedHashMap<String, List<String>> splits = new LinkedHashMap<>();
        splits.put(
                "train",
                List.of(
                        "data_batch_1.bin",
                        "data_batch_2.bin",
                        "data_batch_3.bin",
                        "data_batch_4.bin",
                        "data_batch_5.bin"));
        splits.put("test", List.of("test_batch.bin"));
        LabelKind labels = new LabelKind("labels", "batches.meta.txt", ClassNames.CIFAR10);
        return new CifarLayout("cifar10", "cifar-10-batches-bin", "cifar-10-binary.tar.gz", splits, List.of(labels), 0);
    }

    /** @param fine whether the dataset's labels are the 100 fine ones, not the 20 coarse ones */
    static CifarLayout cifar100(boolean fine) {
        LinkedHashMap<String, List<String>> splits = new LinkedHashMap<>();
        splits.put("train", List.of("train.bin"));
        splits.put("test", List.of("test.bin"));
        List<LabelKind> labels = List.of(
                new LabelKind("coarse labels", "coarse_label_names.txt", ClassNames.CIFAR100_COARSE),
                new LabelKind("fine labels", "fine_label_names.txt", ClassNames.CIFAR100_FINE));
        return new CifarLayout("cifar100", "cifar-100-binary", "cifar-100-binary.tar.gz", splits, labels, fine ? 1 : 0);
    }

    /** Bytes of one record. */
    int recordBytes() {
        return labels.size() + PIXELS;
    }

    LabelKind usedLabels() {
        return labels.get(used);
    }

    /** The files that must be there. */
    List<String> dataFiles() {
        List<String> files = new ArrayList<>();
        splits.values().forEach(files::addAll);
        return files;
    }

    String remedy() {
        return "Unpack https://www.cs.toronto.edu/~kriz/" + archive + " there, or set path to the folder " + folder
                + ", the one that holds it, or the archive.";
    }
}
