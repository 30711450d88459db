package org.neocog.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderChoiceTest {
    private static final byte[] FILE =
            HexFormat.of().parseHex("ffd8ffc0000b080008000801011100ffda0008010100003f00a0ff00b0ffd9");

    private final AtomicInteger open = new AtomicInteger();

    /** Takes its time, and writes its value as the first pixel; a negative one refuses. */
    private class Fake implements ImageDecoder {
        private final String name;
        private final long millis;
        private final int value;

        Fake(String name, long millis, int value) {
            this.name = name;
            this.millis = millis;
            this.value = value;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean supports(EncodedImage image) {
            return value != 0;
        }

        @Override
        public Session open() {
            open.incrementAndGet();
            return new Session() {
                @Override
                public void decode(EncodedImage image, Image target) throws CorruptImageException {
                    try {
                        Thread.sleep(millis);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    if (value < 0) {
                        throw new CorruptImageException(name + " refuses");
                    }
                    target.reset(3, 8, 8);
                    target.pixels()[0] = (byte) value;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }

    private int decode(DecoderChoice choice) throws CorruptImageException {
        EncodedImage encoded = new EncodedImage(64);
        encoded.scan(FILE, FILE.length);
        Image image = new Image();
        try (ImageDecoder.Session session = choice.open()) {
            session.decode(encoded, image);
        }
        assertEquals(0, open.get());
        return image.pixels()[0];
    }

    @Test
    void takesTheFastestThatCan() throws CorruptImageException {
        List<ImageDecoder> all = List.of(
                new Fake("slow", 30, 1), new Fake("fast", 2, 2), new Fake("refuses", 0, -3), new Fake("cannot", 0, 0));
        DecoderChoice choice = DecoderChoice.fastestFirst(all, () -> List.of(FILE));
        assertEquals("fast", choice.name());
        assertEquals(2, decode(choice));
        assertEquals("slow", DecoderChoice.fastestFirst(all, List::of).name(), "without samples the first");
    }

    @Test
    void measuresOncePerMachineJavaAndDecoders(@TempDir Path cache) throws IOException {
        System.setProperty("neocog.cache", cache.toString());
        try {
            List<ImageDecoder> all = List.of(new Fake("slow", 30, 1), new Fake("fast", 2, 2));
            assertEquals(
                    "fast", DecoderChoice.fastestFirst(all, () -> List.of(FILE)).name());
            List<ImageDecoder> turned = List.of(new Fake("slow", 2, 1), new Fake("fast", 30, 2));
            Supplier<List<byte[]>> unwanted = () -> {
                throw new AssertionError("samples are not needed");
            };
            assertEquals("fast", DecoderChoice.fastestFirst(turned, unwanted).name(), "as it was measured before");
            ImageDecoder newer = new Fake("fast", 30, 2) {
                @Override
                public String version() {
                    return "2";
                }
            };
            List<ImageDecoder> updated = List.of(turned.get(0), newer);
            assertEquals(
                    "slow",
                    DecoderChoice.fastestFirst(updated, () -> List.of(FILE)).name());
            try (Stream<Path> kept = Files.list(cache.resolve("decoders"))) {
                for (Path file : kept.toList()) {
                    Files.writeString(file, "something else");
                }
            }
            assertEquals(
                    "slow",
                    DecoderChoice.fastestFirst(turned, () -> List.of(FILE)).name(),
                    "a broken file");
        } finally {
            System.clearProperty("neocog.cache");
        }
    }

    @Test
    void keepsNoOrderOfDecodersThatCannotDecodeTheSamples(@TempDir Path cache) {
        System.setProperty("neocog.cache", cache.toString());
        try {
            List<ImageDecoder> all = List.of(new Fake("refuses", 0, -3), new Fake("can", 1, 2));
            assertEquals(
                    "can", DecoderChoice.fastestFirst(all, () -> List.of(FILE)).name());
            assertFalse(Files.exists(cache.resolve("decoders")));
        } finally {
            System.clearProperty("neocog.cache");
        }
    }

    @Test
    void asksTheNextWhereOneRefuses() throws CorruptImageException {
        assertEquals(
                5,
                decode(DecoderChoice.inOrder(
                        List.of(new Fake("cannot", 0, 0), new Fake("refuses", 0, -1), new Fake("last", 0, 5)))));
        CorruptImageException failure = assertThrows(
                CorruptImageException.class,
                () -> decode(DecoderChoice.inOrder(List.of(new Fake("a", 0, -1), new Fake("b", 0, -1)))));
        assertEquals("b refuses", failure.getMessage());
        assertEquals("a refuses", failure.getSuppressed()[0].getMessage());
        assertEquals(
                "image decoders: one must support JPEG of GREY, but of [x] none does. Convert the file, or install"
                        + " another.",
                assertThrows(
                                CorruptImageException.class,
                                () -> decode(DecoderChoice.inOrder(List.of(new Fake("x", 0, 0)))))
                        .getMessage());
    }

    @Test
    void needsADecoder() {
        assertEquals(
                "image decoders: there must be one, but there is none. Install a bundle that offers one.",
                assertThrows(IllegalArgumentException.class, () -> DecoderChoice.inOrder(List.of()))
                        .getMessage());
    }
}
