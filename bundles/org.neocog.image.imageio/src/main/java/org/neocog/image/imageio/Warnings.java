package org.neocog.image.imageio;

import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/** Keeps the first warning that tells of missing or wrong image data. Others are about what does not change the image. */
final class Warnings implements IIOReadWarningListener {
    /** What the JPEG library of every Java platform says, in English. */
    private static final List<String> DAMAGE =
            List.of("Corrupt JPEG data", "Premature end of", "Truncated", "Inconsistent progression sequence");

    /** Bytes between the image's data and the next marker: all pixels were there before. */
    private static final String HARMLESS = "extraneous bytes before marker";

    private @Nullable String damage;

    void clear() {
        damage = null;
    }

    @Nullable
    String damage() {
        return damage;
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        if (damage == null && DAMAGE.stream().anyMatch(warning::contains) && !warning.contains(HARMLESS)) {
            damage = warning;
        }
    }
}
