package org.neocog.dataset;

import org.neocog.config.Option;

/**
 * What becomes of an example whose image cannot be decoded. Batches keep their sizes, and what stands in for the example is a function of
 * its index alone.
 */
public enum CorruptImages {
    /** Loading fails; the message names the file. */
    FAIL,
    /** The next example of the split that can be decoded takes its place, with its own label; the corrupt one is counted and logged. */
    SKIP,
    /** A uniform grey image takes its place and has its label; the corrupt one is counted and logged. */
    REPLACE;

    /** The option of datasets that read image files. */
    public static final Option<CorruptImages> OPTION = Option.choice(
                    "corrupt-images",
                    "fail: stop, and name the file; skip: take the next example; replace: take a grey image",
                    CorruptImages.class)
            .orElse(FAIL);
}
