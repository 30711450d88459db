package org.neocog.dataset.support;

import java.util.Optional;
import org.neocog.tensor.Shape;

/**
 * Where the images and labels of an Arrow file are.
 *
 * @param image name of the column of images
 * @param label name of the column of labels
 * @param shape of one image as it is stored; empty if the type of the column says it
 * @param layout the order of its dimensions; empty if the type of the column says it, or it is channels first
 */
public record ArrowColumns(String image, String label, Optional<Shape> shape, Optional<Layout> layout) {
    /** The order of the dimensions of stored images. */
    public enum Layout {
        /** Channels, rows, columns: as batches have it. */
        CHW,
        /** Rows, columns, channels: as image libraries have it. */
        HWC
    }
}
