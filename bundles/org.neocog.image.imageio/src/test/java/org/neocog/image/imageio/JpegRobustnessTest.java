package org.neocog.image.imageio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;

/** Valid, odd and broken JPEGs of other projects, where they are beside the project. */
@Timeout(60)
class JpegRobustnessTest {
    /** What must come out whole; all other files must be refused. */
    private static final List<String> WHOLE = List.of(
            "adobe-unknown-rgb-ids.jpg",
            "broken-invalid-adobe-ycc-gray.jpg",
            "cmyk-sample-no-icc.jpg",
            "duplicate-component-ids.jpg",
            "eof-sos-segment-bug.jpg",
            "exif-jfif-app13-app14ycck-3channel.jpg",
            "gray-sample.jpg",
            "jfif-component-id-out-of-range.jpg",
            "jfif-progressive-invalid-dht.jpg",
            "jfif-ycbcr-no-subsampling-intel.jpg",
            "no-jfif-ycbcr.jpg",
            "progressive-adobe-sof-bands-dont-match-sos-band-count.jpg",
            "read-error1024.jpg",
            "testimgint.jpg",
            "testorig.jpg");

    private final Path folder = folder();
    private final EncodedImage encoded = new EncodedImage(1 << 26);
    private final Image image = new Image();

    /** In the folder that DATA in the environment names, as itests/by-hand/data does, or in shared/data beside the project. */
    private static Path folder() {
        String data = System.getenv("DATA");
        if (data != null) {
            return Path.of(data, "jpeg-robustness");
        }
        Path project = Path.of("").toAbsolutePath();
        while (project.getParent() != null && !Files.exists(project.resolve("CONTRIBUTING.md"))) {
            project = project.getParent();
        }
        return project.resolve("../shared/data/jpeg-robustness").normalize();
    }

    @BeforeEach
    void needsTheFiles() {
        assumeTrue(
                Files.isDirectory(folder),
                "SKIPPED: there are no JPEGs at " + folder + "; put some there to test against them.");
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (path.toString().matches(".*\\.jpe?g")) {
                    files.put(path.getFileName().toString(), Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    private void decode(ImageDecoder.Session session, byte[] file, int length) throws CorruptImageException {
        encoded.scan(file, length);
        session.decode(encoded, image);
    }

    @Test
    void decodesWhatIsWholeAndRefusesTheRest() throws Exception {
        List<String> whole = new ArrayList<>();
        try (ImageDecoder.Session session = new ImageIoDecoder().open()) {
            for (Map.Entry<String, byte[]> entry : files().entrySet()) {
                try {
                    decode(session, entry.getValue(), entry.getValue().length);
                    whole.add(entry.getKey());
                } catch (CorruptImageException e) {
                    assertTrue(e.getMessage().matches("(?s).*: .* must .*, but .*\\. .*"), e.getMessage());
                }
            }
        }
        assertEquals(WHOLE, whole);
    }

    @Test
    void noneIsWholeWhenItIsTruncated() throws Exception {
        try (ImageDecoder.Session session = new ImageIoDecoder().open()) {
            for (Map.Entry<String, byte[]> entry : files().entrySet()) {
                byte[] file = entry.getValue();
                for (int k = 0; WHOLE.contains(entry.getKey()) && k < 12; k++) {
                    int length = (int) ((long) file.length * k / 12);
                    String what = entry.getKey() + " cut to " + length + " of " + file.length;
                    assertThrows(CorruptImageException.class, () -> decode(session, file, length), what);
                    byte[] ended = Arrays.copyOf(file, length + 2);
                    ended[length] = (byte) 0xff;
                    ended[length + 1] = (byte) 0xd9;
                    assertThrows(
                            CorruptImageException.class,
                            () -> decode(session, ended, ended.length),
                            what + " with an end marker");
                }
            }
        }
    }

    /**
     * Brightness is within 2 levels of the reference everywhere, and no value is more than 2 above it; of blue and red, three in a thousand are 3 below.
     * The reference was made by the float inverse cosine transform of libjpeg 6b, which cuts eighths of a level towards 0 before it rounds: a tenth of the
     * samples darker than the middle come out 1 higher than rounding gives. (Computed from the file's coefficients, that gives 101 434 of the 101 469
     * values of the reference, and no other is off by more than 2.) The platform's decoder uses the accurate integer transform, with no way to choose.
     * One level in both brightness and a colour difference, which is multiplied by 1.402 or 1.772, makes 3.
     */
    @Test
    void isNearItsReference() throws Exception {
        Map<String, byte[]> files = files();
        byte[] reference = Files.readAllBytes(folder.resolve("libjpeg-turbo/testimages/testorig.ppm"));
        try (ImageDecoder.Session session = new ImageIoDecoder().open()) {
            byte[] file = files.get("testorig.jpg");
            decode(session, file, file.length);
        }
        assertEquals(227, image.width());
        assertEquals(149, image.height());
        int header = reference.length - image.size();
        int beyond = 0;
        for (int i = 0; i < image.size(); i += 3) {
            int[] off = new int[3];
            for (int c = 0; c < 3; c++) {
                off[c] = (image.pixels()[i + c] & 0xff) - (reference[header + i + c] & 0xff);
                assertTrue(off[c] >= -3 && off[c] <= 2, "value " + (i + c) + " is off by " + off[c]);
                assertTrue(c != 1 || off[c] >= -2, "green, value " + (i + c) + ", is off by " + off[c]);
                beyond += off[c] < -2 ? 1 : 0;
            }
            double grey = 0.299 * off[0] + 0.587 * off[1] + 0.114 * off[2];
            assertTrue(Math.abs(grey) <= 2, "pixel " + i / 3 + " is off by " + grey + " grey levels");
        }
        assertTrue(beyond <= 298, beyond + " values are off by 3");
    }

    @Test
    void refusesWhatWouldFillTheMemory() throws Exception {
        byte[] file = files().get("gray-sample.jpg");
        EncodedImage small = new EncodedImage(386 * 396 - 1);
        assertEquals(
                "jpeg: an image must have at most 152855 pixels, but it says height=396, width=386. Take it away, make it"
                        + " smaller, or allow more pixels. [C2]",
                assertThrows(CorruptImageException.class, () -> small.scan(file, file.length))
                        .getMessage());
    }
}
