package org.neocog.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.neocog.config.PlugInConfig;

/**
 * Section {@code data.train} or {@code data.eval}: a split of a dataset, and how it is fed.
 *
 * @param dataset the dataset and its own options, kind {@code dataset}
 * @param split the split's name, for example {@code train}
 * @param batch examples per step, at least 1
 * @param shuffle whether each epoch has an order of its own
 * @param transforms what happens to each example, in order; plug-ins of this kind
 * @param limit use only so many examples, the first ones; empty for all
 * @param classes the classes that are used, in the order of their new labels: by new name the names in the dataset; empty for all as they are
 * @param workers threads that prepare batches; 0 to choose by the number of cores
 * @param cache whether and where images are kept that are decoded and resized
 * @param fold a part of these examples, after {@code limit}; empty for all
 */
public record DataSource(
        PlugInConfig dataset,
        String split,
        int batch,
        boolean shuffle,
        List<PlugInConfig> transforms,
        OptionalLong limit,
        Map<String, List<String>> classes,
        int workers,
        Optional<DataCache> cache,
        Optional<DataFold> fold) {
    /** Copies the collections. */
    public DataSource {
        transforms = List.copyOf(transforms);
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    }

    /** A fold of these examples. */
    DataSource fold(DataFold part) {
        return new DataSource(
                dataset, split, batch, shuffle, transforms, limit, classes, workers, cache, Optional.of(part));
    }

    /** The examples of another source, fed as these are. */
    DataSource of(DataSource examples) {
        return new DataSource(
                examples.dataset,
                examples.split,
                batch,
                shuffle,
                transforms,
                examples.limit,
                examples.classes,
                workers,
                cache,
                examples.fold);
    }
}
