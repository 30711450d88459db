package org.neocog.image.imageio;

import org.neocog.image.EncodedImage;
import org.neocog.image.ImageDecoder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The decoder {@code imageio}: JPEG and PNG, on every Java platform. How fast it is depends on the platform's own JPEG library. */
@Component(property = ImageDecoder.NAME_PROPERTY + "=" + ImageIoDecoder.NAME)
public final class ImageIoDecoder implements ImageDecoder {
    static final String NAME = "imageio";

    @Activate
    public ImageIoDecoder() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean supports(EncodedImage image) {
        return true;
    }

    @Override
    public Session open() {
        return new ImageIoSession();
    }
}
