package org.neocog.dataset;

import java.util.List;

/**
 * An opened set of labelled images, by split: of one shape ({@link FixedSizeDataset}) or each of its own ({@link AnySizeDataset}).
 *
 * <p>Threading: all methods are safe for several threads at once until {@link #close}.
 */
public sealed interface Dataset extends AutoCloseable permits FixedSizeDataset, AnySizeDataset {
    /** Names of the classes; label {@code i} stands for element {@code i}. */
    List<String> classNames();

    /** Names of the splits that this dataset has, such as {@code train} and {@code test}. */
    List<String> splits();

    /** Number of examples. @throws IllegalArgumentException if there is no such split; names those that there are */
    long size(String split);

    /** SHA-256 (hex) over the content that defines this dataset; equal on every machine for equal data. */
    String fingerprint();

    @Override
    void close();
}
