package org.neocog.dataset;

/** How one worker gets at examples before the transforms of one shape. One thread. */
interface Examples extends AutoCloseable {
    /** What the random numbers of a transform are for: "AUGM" plus its position. */
    long AUGMENT = 0x4155474DL;

    /** Gets ready to give the first {@code count} of these examples. */
    void load(long[] indices, int count);

    /**
     * Writes the image of the example that was loaded as number {@code i}.
     *
     * @param view which one of those that a {@link ViewsImageTransform} makes of it; 0 without one
     * @return its label
     */
    int get(int epoch, int i, int view, Stages target);

    @Override
    void close();
}
