package org.neocog.console;

import org.neocog.run.DataPreview;

/** A grid of images, each with its label beneath. */
final class PreviewPicture {
    /** What small images are enlarged to, about. */
    private static final int SIDE = 96;

    private static final int GAP = 4;

    private PreviewPicture() {}

    /** At least one image must be there. */
    static Picture of(DataPreview preview) {
        int zoom = Math.max(1, SIDE / Math.max(preview.height(), preview.width()));
        int cellWidth = Math.max(zoom * preview.width(), 6 * Picture.letterWidth()) + GAP;
        int cellHeight = zoom * preview.height() + Picture.lineHeight() + GAP;
        int count = preview.images().size();
        int columns = (int) Math.ceil(Math.sqrt((double) count * cellHeight / cellWidth));
        int rows = (count + columns - 1) / columns;
        Picture picture = new Picture(columns * cellWidth + GAP, rows * cellHeight + GAP);
        for (int i = 0; i < count; i++) {
            int left = GAP + i % columns * cellWidth;
            int top = GAP + i / columns * cellHeight;
            draw(picture, preview, preview.images().get(i), zoom, left, top);
            picture.text(preview.labels().get(i), left, top + zoom * preview.height() + GAP / 2, cellWidth - GAP);
        }
        return picture;
    }

    private static void draw(Picture picture, DataPreview preview, byte[] image, int zoom, int left, int top) {
        int plane = preview.height() * preview.width();
        int green = preview.channels() == 3 ? plane : 0;
        for (int y = 0; y < zoom * preview.height(); y++) {
            for (int x = 0; x < zoom * preview.width(); x++) {
                int at = y / zoom * preview.width() + x / zoom;
                picture.set(left + x, top + y, image[at], image[at + green], image[at + 2 * green]);
            }
        }
    }
}
