package org.neocog.run;

import org.jspecify.annotations.Nullable;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;

/** Where the batches of a step come from. */
interface Batches {
    /** The next batch, valid until the one after it; null if there is none. */
    @Nullable
    ImageBatch next();

    /** A digest of the indices of the examples of the last batch. */
    long indicesDigest();

    /** Those of a loader. */
    record Loaded(Loader loader) implements Batches {
        @Override
        public @Nullable ImageBatch next() {
            return loader.next();
        }

        @Override
        public long indicesDigest() {
            return loader.indicesDigest();
        }
    }
}
