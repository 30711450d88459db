package org.neocog.image.leptonica;

import org.bytedeco.leptonica.LeptonicaLoader;
import org.neocog.image.Colour;
import org.neocog.image.EncodedImage;
import org.neocog.image.ImageDecoder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The decoder {@code leptonica}: JPEG of one and three components by libjpeg-turbo, on Linux on x86-64. Where the native library does not load, it
 * supports nothing; it is loaded when something is asked for the first time.
 *
 * <p>Source: D. Bloomberg, Leptonica; the libjpeg-turbo project.
 */
@Component(property = ImageDecoder.NAME_PROPERTY + "=" + LeptonicaDecoder.NAME)
public final class LeptonicaDecoder implements ImageDecoder {
    static final String NAME = "leptonica";

    private static final System.Logger LOG = System.getLogger(LeptonicaDecoder.class.getName());

    @Activate
    public LeptonicaDecoder() {}

    /** Initialized when it is needed, by one thread. */
    private static final class Library {
        static final boolean IS_THERE = load();

        private Library() {}

        private static boolean load() {
            if (!LeptonicaLoader.isForThisPlatform()) {
                return false;
            }
            try {
                LeptonicaLoader.load();
                return true;
            } catch (LinkageError | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "image decoder leptonica: the native library must load, but it does not",
                        e);
                return false;
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return LeptonicaLoader.version();
    }

    @Override
    public boolean supports(EncodedImage image) {
        return image.format() == EncodedImage.Format.JPEG
                && image.colour() != Colour.CMYK
                && image.colour() != Colour.YCCK
                && Library.IS_THERE;
    }

    @Override
    public Session open() {
        return new LeptonicaSession();
    }
}
