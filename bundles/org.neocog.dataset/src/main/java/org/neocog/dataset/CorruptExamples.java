package org.neocog.dataset;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.neocog.image.CorruptImageException;

/** The examples that a loader has found corrupt, each logged and counted once. Safe for all threads. */
final class CorruptExamples {
    private static final System.Logger LOG = System.getLogger(CorruptExamples.class.getName());

    private final Set<Long> indices = ConcurrentHashMap.newKeySet();
    private final String doing;

    CorruptExamples(Dataset dataset) {
        this.doing = dataset instanceof AnySizeDataset anySize && anySize.corruptImages() == CorruptImages.REPLACE
                ? " A grey image takes its place."
                : " The next example takes its place.";
    }

    void found(long index, CorruptImageException reason) {
        if (indices.add(index)) {
            LOG.log(System.Logger.Level.WARNING, reason.getMessage() + doing);
        }
    }

    int count() {
        return indices.size();
    }
}
