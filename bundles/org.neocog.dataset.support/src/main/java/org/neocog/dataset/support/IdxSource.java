package org.neocog.dataset.support;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Where the idx files of a dataset are and what they mean. A split with prefix {@code train} is the two files {@code
 * train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, each plain or with {@code .gz}, also written with a dot ({@code
 * train-images.idx3-ubyte}).
 *
 * @param name the dataset's name, for messages
 * @param folder where the files are
 * @param prefixes split to the prefix of its files, in order
 * @param classNames a name per class; labels are from 0 to their number - 1
 * @param remedy a sentence that says how to get the files
 */
public record IdxSource(
        String name, Path folder, LinkedHashMap<String, String> prefixes, List<String> classNames, String remedy) {
    public IdxSource {
        prefixes = new LinkedHashMap<>(prefixes);
        classNames = List.copyOf(classNames);
    }
}
