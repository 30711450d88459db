package org.neocog.image.imageio;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.neocog.image.Colour;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.neocog.image.ImageWindow;

/**
 * One thread's readers. JPEGs of one or three components are decoded by the platform's reader, straight into the image's memory; those that it
 * refuses, and those of four components, by TwelveMonkeys.
 */
final class ImageIoSession implements ImageDecoder.Session {
    private static final int[] COLOUR_OFFSETS = {0, 1, 2};
    private static final ComponentColorModel COLOURS = model(ColorSpace.CS_sRGB);
    private static final ComponentColorModel GREYS = model(ColorSpace.CS_GRAY);

    private final BytesInput input = new BytesInput();
    private final Warnings warnings = new Warnings();
    private final ImageReader jpeg = platformReader("jpeg");
    private @Nullable ImageReader oddJpeg;
    private @Nullable ImageReader png;

    ImageIoSession() {
        jpeg.addIIOReadWarningListener(warnings);
    }

    private static ComponentColorModel model(int space) {
        return new ComponentColorModel(
                ColorSpace.getInstance(space), false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    }

    /** A reader of the platform itself, whatever else is registered there. */
    private static ImageReader platformReader(String format) {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            ImageReaderSpi provider = reader.getOriginatingProvider();
            if (provider != null && provider.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw new IllegalStateException("imageio: the Java platform must have a reader for " + format
                + ", but it has none. Install one with the module java.desktop.");
    }

    private ImageReader oddJpeg() {
        ImageReader reader = oddJpeg;
        if (reader == null) {
            try {
                JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
                provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
                reader = provider.createReaderInstance();
            } catch (IOException e) {
                throw new IllegalStateException("imageio: the reader for odd JPEGs must start, but it does not.", e);
            }
            reader.addIIOReadWarningListener(warnings);
            oddJpeg = reader;
        }
        return reader;
    }

    private ImageReader png() {
        ImageReader reader = png;
        if (reader == null) {
            reader = platformReader("png");
            reader.addIIOReadWarningListener(warnings);
            png = reader;
        }
        return reader;
    }

    @Override
    public void decode(EncodedImage image, Image target) throws CorruptImageException {
        decode(image, new ImageWindow(0, 0, image.height(), image.width()), target);
    }

    /** ImageIO decodes all rows down to the window's last one, and then stops. */
    @Override
    public void decode(EncodedImage image, ImageWindow window, Image target) throws CorruptImageException {
        window.requireWithin(image.height(), image.width());
        warnings.clear();
        if (image.format() == EncodedImage.Format.PNG) {
            input.set(image.file(), image.fileLength());
            copy(read(png(), image), window, target);
        } else if (image.colour() == Colour.CMYK || image.colour() == Colour.YCCK) {
            decodeOdd(image, window, target, null);
        } else {
            decodePlain(image, window, target);
        }
        String damage = warnings.damage();
        if (damage != null) {
            throw corrupt(image, damage, null);
        }
    }

    private void decodePlain(EncodedImage image, ImageWindow window, Image target) throws CorruptImageException {
        target.reset(3, window.height(), window.width());
        input.set(image.plain(), image.plainLength());
        try {
            jpeg.setInput(input, true, true);
            ImageReadParam param = jpeg.getDefaultReadParam();
            param.setSourceRegion(new Rectangle(window.left(), window.top(), window.width(), window.height()));
            param.setDestination(image.colour() == Colour.GREY ? grey(target) : colour(target));
            jpeg.read(0, param);
            if (image.colour() == Colour.GREY) {
                spreadGrey(target);
            }
        } catch (IOException | RuntimeException e) {
            decodeOdd(image, window, target, e);
        } finally {
            jpeg.setInput(null);
        }
    }

    /** By the reader for odd JPEGs, from the file as it is. */
    private void decodeOdd(EncodedImage image, ImageWindow window, Image target, @Nullable Exception before)
            throws CorruptImageException {
        input.set(image.file(), image.fileLength());
        try {
            copy(read(oddJpeg(), image), window, target);
        } catch (CorruptImageException e) {
            if (before != null) {
                e.addSuppressed(before);
            }
            throw e;
        }
    }

    private BufferedImage read(ImageReader reader, EncodedImage image) throws CorruptImageException {
        try {
            reader.setInput(input, true, true);
            BufferedImage read = reader.read(0);
            if (read.getHeight() != image.height() || read.getWidth() != image.width()) {
                throw new IIOException("an image of " + read.getWidth() + " x " + read.getHeight() + " pixels came");
            }
            return read;
        } catch (IOException | RuntimeException e) {
            throw corrupt(image, String.valueOf(e.getMessage()), e);
        } finally {
            reader.setInput(null);
        }
    }

    private static CorruptImageException corrupt(EncodedImage image, String reason, @Nullable Exception cause) {
        String message = "imageio: an image of " + image.width() + " x " + image.height()
                + " pixels must be decoded whole, but the decoder says \"" + reason
                + "\". It is truncated or damaged; fetch it again.";
        return cause == null ? new CorruptImageException(message) : new CorruptImageException(message, cause);
    }

    /** The image's own memory as ImageIO wants it. */
    private static BufferedImage colour(Image target) {
        DataBufferByte data = new DataBufferByte(target.pixels(), target.size());
        WritableRaster raster = Raster.createInterleavedRaster(
                data, target.width(), target.height(), 3 * target.width(), 3, COLOUR_OFFSETS, null);
        return new BufferedImage(COLOURS, raster, false, null);
    }

    /** The first third of the image's own memory. */
    private static BufferedImage grey(Image target) {
        DataBufferByte data = new DataBufferByte(target.pixels(), target.size());
        WritableRaster raster = Raster.createInterleavedRaster(
                data, target.width(), target.height(), target.width(), 1, new int[] {0}, null);
        return new BufferedImage(GREYS, raster, false, null);
    }

    /** Makes the grey pixels in the first third to red = green = blue. */
    private static void spreadGrey(Image target) {
        byte[] pixels = target.pixels();
        for (int i = target.height() * target.width() - 1; i >= 0; i--) {
            byte grey = pixels[i];
            pixels[3 * i] = grey;
            pixels[3 * i + 1] = grey;
            pixels[3 * i + 2] = grey;
        }
    }

    /** Copies a window of whatever came to red, green, blue; alpha is dropped. */
    private static void copy(BufferedImage source, ImageWindow window, Image target) {
        target.reset(3, window.height(), window.width());
        byte[] pixels = target.pixels();
        int left = window.left();
        int width = window.width();
        WritableRaster raster = source.getRaster();
        boolean grey = source.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && source.getColorModel() instanceof ComponentColorModel
                && raster.getSampleModel().getSampleSize(0) == 8;
        int[] row = new int[width];
        for (int y = 0; y < target.height(); y++) {
            if (grey) {
                raster.getSamples(left, window.top() + y, width, 1, 0, row);
            } else {
                source.getRGB(left, window.top() + y, width, 1, row, 0, width);
            }
            int at = y * width * 3;
            for (int x = 0; x < width; x++) {
                int value = grey ? row[x] * 0x010101 : row[x];
                pixels[at++] = (byte) (value >> 16);
                pixels[at++] = (byte) (value >> 8);
                pixels[at++] = (byte) value;
            }
        }
    }

    @Override
    public void close() {
        jpeg.dispose();
        if (oddJpeg != null) {
            oddJpeg.dispose();
        }
        if (png != null) {
            png.dispose();
        }
    }
}
