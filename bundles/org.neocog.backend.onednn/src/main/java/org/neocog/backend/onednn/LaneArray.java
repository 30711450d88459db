package org.neocog.backend.onednn;

/**
 * Planes of a batch with the batch in the lanes, as {@link LaneKernels} wants it, on the heap. Around each plane lies a border of zeros that nobody
 * writes; the last block is filled up with zeros where the batch is no multiple of the lanes.
 */
final class LaneArray {
    final float[] data;
    final int batch;
    final int lanes;
    final int channels;
    final int height;
    final int width;
    /** Distances of rows, channels, and blocks of as many examples as there are lanes. */
    final int row;

    final int plane;
    final int block;
    private final int start;

    LaneArray(int batch, int lanes, int channels, int height, int width, int border) {
        this.batch = batch;
        this.lanes = lanes;
        this.channels = channels;
        this.height = height;
        this.width = width;
        row = (width + 2 * border) * lanes;
        plane = (height + 2 * border) * row;
        block = channels * plane;
        start = border * (row + lanes);
        data = new float[Math.multiplyExact(blocks(), block)];
    }

    int blocks() {
        return (batch + lanes - 1) / lanes;
    }

    /** Examples of a block. */
    int examples(int number) {
        return Math.min(lanes, batch - number * lanes);
    }

    int index(int number, int channel, int h, int w) {
        return start + number * block + channel * plane + h * row + w * lanes;
    }

    long bytes() {
        return 4L * data.length;
    }
}
