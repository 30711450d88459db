package org.neocog.image;

import java.util.HexFormat;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bytes of an image file, looked through before anything is decoded: kind, sizes, colours, and whether all that must be there is there. Used
 * again for file after file; memory grows to the largest. Provided by the framework.
 *
 * <p>C1. The file is JPEG or PNG, by its first bytes.<br>
 * C2. Height times width is at most {@link #mostPixels}: images that would fill the memory are refused here.<br>
 * C3. JPEG: Huffman codes, not lossless, 8 bits, 1, 3 or 4 components. (Arithmetic codes cannot show that data is missing.)<br>
 * C4. JPEG: segments lie within the file, tables and frame come before the scans that need them, there is one frame, and an end marker.<br>
 * C5. JPEG: every component has all its coefficients in the scans, to their last bit; scans have every restart marker, and no less than the
 * bytes that so many blocks need at least.<br>
 * C6. PNG: chunks lie within the file, their check sums are right, there are data and an end; 8 bits or fewer per channel.
 *
 * <p>What is missing within a scan of a JPEG shows only when it is decoded; that is the {@link ImageDecoder}'s to find.
 *
 * <p>Threading: one thread at a time.
 *
 * <p>Source: ITU-T T.81 (JPEG), T.871 (JFIF), Adobe technical note 5116; W3C PNG.
 */
@ProviderType
public final class EncodedImage {
    /** Enough for 8192 x 8192. */
    public static final long DEFAULT_MOST_PIXELS = 1L << 26;

    /** Kind of file. */
    public enum Format {
        JPEG,
        PNG
    }

    private final long mostPixels;
    private final JpegScan jpeg = new JpegScan();
    private byte[] file = {};
    private int fileLength;
    private byte[] plain = {};
    private int plainLength;
    private Format format = Format.JPEG;
    private Colour colour = Colour.ANY;
    private int height;
    private int width;

    /** @param mostPixels the largest height times width that is let through, at least 1 */
    public EncodedImage(long mostPixels) {
        if (mostPixels < 1) {
            throw new IllegalArgumentException("encoded image: mostPixels must be at least 1, but mostPixels="
                    + mostPixels + ". Choose a larger one.");
        }
        this.mostPixels = mostPixels;
    }

    /**
     * Looks through a file.
     *
     * @param file its bytes; kept, not copied
     * @param length how many of them count
     * @throws CorruptImageException if a constraint does not hold
     */
    public void scan(byte[] file, int length) throws CorruptImageException {
        this.file = file;
        this.fileLength = length;
        if (length >= 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8 && file[2] == (byte) 0xff) {
            format = Format.JPEG;
            jpeg.scan(file, length, mostPixels);
            colour = jpeg.colour();
            height = jpeg.height();
            width = jpeg.width();
            if (plain.length < length + JpegScan.MOST_ADDED) {
                plain = new byte[length + length / 2 + JpegScan.MOST_ADDED];
            }
            plainLength = jpeg.copyPlain(plain);
        } else if (PngScan.isPng(file, length)) {
            format = Format.PNG;
            long sizes = PngScan.scan(file, length, mostPixels);
            height = (int) (sizes >>> 32);
            width = (int) sizes;
            colour = Colour.ANY;
        } else {
            throw new CorruptImageException("image: a file must begin as JPEG or PNG does, but this one "
                    + (length == 0 ? "is empty" : "begins with " + hex(file, Math.min(length, 8)))
                    + ". Take it away, or convert it. [C1]");
        }
    }

    private static String hex(byte[] bytes, int count) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
    }

    /** Throws if an image is too large. */
    static void requirePixels(String format, long height, long width, long mostPixels) throws CorruptImageException {
        if (height * width > mostPixels) {
            throw new CorruptImageException(format + ": an image must have at most " + mostPixels
                    + " pixels, but it says height=" + height + ", width=" + width
                    + ". Take it away, make it smaller, or allow more pixels. [C2]");
        }
    }

    /** The file as it is. */
    public byte[] file() {
        return file;
    }

    /** How many bytes of {@link #file} count. */
    public int fileLength() {
        return fileLength;
    }

    /**
     * A JPEG with the same pixels and nothing that a decoder could take amiss: no profiles, comments and thumbnails, nothing behind the end; JFIF or
     * Adobe's marker says what {@link #colour} is. For other kinds the file.
     */
    public byte[] plain() {
        return format == Format.JPEG ? plain : file;
    }

    /** How many bytes of {@link #plain} count. */
    public int plainLength() {
        return format == Format.JPEG ? plainLength : fileLength;
    }

    public Format format() {
        return format;
    }

    public Colour colour() {
        return colour;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** The largest height times width that is let through. */
    public long mostPixels() {
        return mostPixels;
    }
}
