package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.image.Image;

/** The squares of an image whose side is the shorter one, at equal distances along the longer one. */
final class Squares {
    private Squares() {}

    /** Where square {@code i} of {@code count} begins on an axis on which it can move by {@code space}. A single one is in the middle. */
    static int offset(int i, int count, int space) {
        return count == 1
                ? CenterCropTransformType.offset(space, 0)
                : (int) Math.rint((double) space * i / (count - 1));
    }

    /** The whole image with its shorter side of a length. */
    static void resize(String transform, Image source, int shorter, Crop crop) {
        List<Integer> size = List.of(shorter);
        long height = ResizeTransformType.height(size, source.height(), source.width());
        long width = ResizeTransformType.width(size, source.height(), source.width());
        if (!Images.fits(source.channels(), height, width)) {
            throw new IllegalArgumentException(transform + ": the resized image must have at most "
                    + Images.MOST_PIXELS + " pixels, but an " + source + " becomes " + width + " x " + height
                    + ". Take the image away.");
        }
        crop.whole(source, Math.toIntExact(height), Math.toIntExact(width));
    }
}
