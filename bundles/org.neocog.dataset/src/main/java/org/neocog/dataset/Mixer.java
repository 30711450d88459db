package org.neocog.dataset;

/** Mixes the images of a batch, row by row, each with the next one. One thread. */
final class Mixer {
    private final MixTransform transform;
    private final int position;
    private final Stages stages;
    private float[] own;
    private float[] next;
    private final float[] first;
    private final float[] mixture;

    /** @param stages gives the random numbers */
    Mixer(Pipeline pipeline, Stages stages) {
        position = pipeline.transforms().size() - 1;
        transform = (MixTransform) pipeline.transforms().get(position);
        this.stages = stages;
        int size = pipeline.imageShape().intSize();
        own = new float[size];
        next = new float[size];
        first = new float[size];
        mixture = new float[size];
    }

    /** @param firstRow of the epoch, which row 0 of the batch is */
    void mix(int epoch, Order order, long firstRow, ImageBatch batch) {
        LabelMixture labels = batch.mixture().orElseThrow();
        int count = batch.count();
        batch.getPixels(0, own);
        System.arraycopy(own, 0, first, 0, first.length);
        for (int row = 0; row < count; row++) {
            int other = (row + 1) % count;
            if (other == 0) {
                System.arraycopy(first, 0, next, 0, first.length);
            } else {
                batch.getPixels(other, next);
            }
            float share = transform.mix(own, next, mixture, stages.random(position, epoch, order.at(firstRow + row)));
            batch.setPixels(row, mixture);
            labels.set(row, batch.label(other), share);
            float[] done = own;
            own = next;
            next = done;
        }
    }
}
