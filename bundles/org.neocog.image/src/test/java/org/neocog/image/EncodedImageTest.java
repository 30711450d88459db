package org.neocog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EncodedImageTest {
    /** 8 x 8 grey: start, frame, table, scan with two blocks' worth of bits, end. */
    private static final String HEAD = "ffd8";

    private static final String COMMENT = "fffe0005414243";
    private static final String FRAME = "ffc0000b080008000801011100";
    private static final String TABLE = "ffc40014000100000000000000000000000000000000";
    private static final String SCAN = "ffda0008010100003f00";
    private static final String DATA = "a0ff00b0";
    private static final String END = "ffd9";

    private final EncodedImage image = new EncodedImage(1000);

    private static byte[] bytes(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    private String refusal(String... parts) {
        byte[] file = bytes(parts);
        return assertThrows(CorruptImageException.class, () -> image.scan(file, file.length))
                .getMessage();
    }

    @Test
    void copiesWhatDecodersNeedAndNothingElse() throws CorruptImageException {
        byte[] file = bytes(HEAD, COMMENT, FRAME, TABLE, SCAN, DATA, END, "0000cafe");
        image.scan(file, file.length);
        assertEquals(EncodedImage.Format.JPEG, image.format());
        assertEquals(Colour.GREY, image.colour());
        assertEquals(8, image.height());
        assertEquals(8, image.width());
        assertArrayEquals(
                bytes(HEAD, "ffe000104a46494600010100000100010000", FRAME, TABLE, SCAN, DATA, END),
                Arrays.copyOf(image.plain(), image.plainLength()));
        assertEquals(file, image.file());
        assertEquals(file.length, image.fileLength());
    }

    @Test
    void knowsColours() throws CorruptImageException {
        String scan = "ffda000c03%s00%s00%s00003f00";
        String frame = "ffc00011080008000803%s1100%s1100%s1100";
        String data = "aaaa";
        assertEquals(Colour.YCBCR, colour(frame.formatted("01", "02", "03"), scan.formatted("01", "02", "03"), data));
        assertEquals(Colour.RGB, colour(frame.formatted("52", "47", "42"), scan.formatted("52", "47", "42"), data));
        String adobe = "ffee000e41646f6265006400000000";
        assertEquals(
                Colour.RGB,
                colour(adobe + "00" + frame.formatted("01", "02", "03"), scan.formatted("01", "02", "03"), data));
        assertEquals(
                Colour.YCBCR,
                colour(adobe + "01" + frame.formatted("52", "47", "42"), scan.formatted("52", "47", "42"), data));
        String jfif = "ffe000104a46494600010100000100010000";
        assertEquals(
                Colour.YCBCR,
                colour(
                        jfif + adobe + "00" + frame.formatted("01", "02", "03"),
                        scan.formatted("01", "02", "03"),
                        data));
        String four = "ffc0001408000800080401110002110003110004" + "1100";
        String fourScan = "ffda000e0401000200030004" + "00003f00";
        assertEquals(Colour.CMYK, colour(four, fourScan, data));
        assertEquals(Colour.YCCK, colour(adobe + "02" + four, fourScan, data));
    }

    private Colour colour(String frame, String scan, String data) throws CorruptImageException {
        byte[] file = bytes(HEAD, frame, scan, data, END);
        image.scan(file, file.length);
        return image.colour();
    }

    @Test
    void refusesWhatIsMissing() {
        assertEquals(
                "image: a file must begin as JPEG or PNG does, but this one is empty. Take it away, or convert it. [C1]",
                refusal(""));
        assertEquals(
                "image: a file must begin as JPEG or PNG does, but this one begins with 47 49 46 38. Take it away, or"
                        + " convert it. [C1]",
                refusal("47494638"));
        assertTrue(refusal(HEAD, FRAME, TABLE, SCAN, DATA).contains("end marker (EOI)"));
        assertTrue(refusal(HEAD, FRAME, TABLE, SCAN, DATA, "ff").contains("end marker (EOI)"));
        assertTrue(refusal(HEAD, FRAME, "ffc400ff00").contains("says 255 bytes where there are 3"));
        assertTrue(refusal(HEAD, TABLE, SCAN, DATA, END).contains("its frame (SOF) before its scans"));
        assertTrue(refusal(HEAD, FRAME, TABLE, END).contains("coefficient 0 of component 0 is not there"));
        assertTrue(refusal(HEAD, FRAME, FRAME, TABLE, SCAN, DATA, END).contains("it has two"));
        assertTrue(refusal(HEAD, TABLE, END).contains("must have a frame (SOF), but it has none"));
    }

    @Test
    void refusesScansThatAreTooShortForTheirBlocks() {
        String wide = "ffc0000b080008032001011100";
        assertEquals(
                "jpeg: a scan of 100 blocks must have at least 25 bytes, but bytes=4. It is truncated or damaged; fetch it"
                        + " again. [C5]",
                assertThrows(CorruptImageException.class, () -> {
                            byte[] file = bytes(HEAD, wide, TABLE, SCAN, DATA, END);
                            new EncodedImage(100_000).scan(file, file.length);
                        })
                        .getMessage());
        assertTrue(refusal(HEAD, "ffc0000b080008002001011100", "ffdd00040002", TABLE, SCAN, DATA, END)
                .contains("must have 1 restart markers in a scan, but it has 0"));
    }

    @Test
    void refusesProgressiveFilesWithoutTheirLastScans() {
        String frame = "ffc2000b080008000801011100";
        assertTrue(refusal(HEAD, frame, TABLE, "ffda00080101000000" + "01", DATA, END)
                .contains("coefficient 0 of component 0 ends at bit 1"));
        assertTrue(refusal(HEAD, frame, TABLE, "ffda0008010100000000", DATA, END)
                .contains("coefficient 1 of component 0 is not there"));
    }

    @Test
    void refusesWhatItDoesNotSupport() {
        assertEquals(
                "jpeg: samples must have 8 bits, but bits=12. Convert it. [C3]",
                refusal(HEAD, "ffc1000b0c0008000801011100"));
        assertEquals(
                "jpeg: the process must be baseline, extended or progressive with Huffman codes, but it is lossless (SOF"
                        + " 0xc3). Convert it. [C3]",
                refusal(HEAD, "ffc3000b080008000801011100"));
        assertTrue(refusal(HEAD, "ffc9000b080008000801011100").contains("arithmetic coding (SOF 0xc9)"));
        assertTrue(refusal(HEAD, "ffc0000e08000800080201110002" + "1100").contains("components=2"));
    }

    @Test
    void refusesImageBombs() {
        assertEquals(
                "jpeg: an image must have at most 1000 pixels, but it says height=65500, width=65500. Take it away, make it"
                        + " smaller, or allow more pixels. [C2]",
                refusal(HEAD, "ffc0000b08ffdcffdc01011100"));
        String png = "89504e470d0a1a0a0000000d494844527fffffff7fffffff0802000000";
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        byte[] chunk = bytes(png.substring(24));
        sum.update(chunk);
        assertEquals(
                "png: an image must have at most 1000 pixels, but it says height=2147483647, width=2147483647. Take it"
                        + " away, make it smaller, or allow more pixels. [C2]",
                refusal(png, String.format("%08x", sum.getValue())));
    }
}
