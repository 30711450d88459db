package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.neocog.itests.osgi.InnerFramework.context;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** The decoder whose library is native decodes in the framework as that of the platform does, also after an update of its bundle. */
@InDistribution
class ImageDecodersOsgiTest {
    @Test
    void theNativeDecoderGivesThePixelsOfThePlatforms() throws Exception {
        byte[] expected = decode("imageio");
        assertEquals(3 * 40 * 30, expected.length);
        assertArrayEquals(expected, decode("leptonica"));
        Bundle provider = InnerFramework.bundle("org.neocog.image.leptonica");
        try (InputStream jar = URI.create(provider.getLocation()).toURL().openStream()) {
            provider.update(jar);
        }
        InnerFramework.refresh(List.of(provider));
        assertArrayEquals(expected, decode("leptonica"));
    }

    private static byte[] decode(String name) throws Exception {
        Collection<ServiceReference<ImageDecoder>> references =
                context().getServiceReferences(ImageDecoder.class, "(" + ImageDecoder.NAME_PROPERTY + "=" + name + ")");
        assertEquals(1, references.size(), name);
        ServiceReference<ImageDecoder> reference = references.iterator().next();
        ImageDecoder decoder = context().getService(reference);
        byte[] file = jpeg();
        EncodedImage encoded = new EncodedImage(1 << 20);
        encoded.scan(file, file.length);
        assertTrue(decoder.supports(encoded), name);
        Image image = new Image();
        try (ImageDecoder.Session session = decoder.open()) {
            session.decode(encoded, image);
        } finally {
            context().ungetService(reference);
        }
        return Arrays.copyOf(image.pixels(), image.size());
    }

    private static byte[] jpeg() throws Exception {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            picture.setRGB(i % 40, i / 40, 0x10305 * (i % 40) + i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, "jpeg", bytes));
        return bytes.toByteArray();
    }
}
