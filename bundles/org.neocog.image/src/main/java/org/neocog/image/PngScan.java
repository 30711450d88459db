package org.neocog.image;

import java.util.zip.CRC32;

/** Looks through the chunks of a PNG. */
final class PngScan {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;

    private PngScan() {}

    static boolean isPng(byte[] file, int length) {
        return length >= 8 && ((long) int32(file, 0) << 32 | int32(file, 4) & 0xffffffffL) == SIGNATURE;
    }

    /** @return height in the upper, width in the lower half */
    static long scan(byte[] file, int length, long mostPixels) throws CorruptImageException {
        long sizes = 0;
        boolean data = false;
        int at = 8;
        CRC32 sum = new CRC32();
        while (true) {
            if (length - at < 12) {
                throw corrupt("must end in an IEND chunk, but its " + length + " bytes have none");
            }
            int size = int32(file, at);
            int type = int32(file, at + 4);
            if (size < 0 || size > length - at - 12) {
                throw corrupt("must have its chunks whole, but the one at byte " + at + " ends beyond its " + length
                        + " bytes");
            }
            sum.reset();
            sum.update(file, at + 4, size + 4);
            if ((int) sum.getValue() != int32(file, at + 8 + size)) {
                throw corrupt("must have right check sums, but that of the chunk at byte " + at + " is wrong");
            }
            if (sizes == 0) {
                sizes = header(file, at, size, type, mostPixels);
            }
            data |= type == IDAT;
            if (type == IEND) {
                break;
            }
            at += size + 12;
        }
        if (!data) {
            throw corrupt("must have an IDAT chunk, but it has none");
        }
        return sizes;
    }

    private static long header(byte[] file, int at, int size, int type, long mostPixels) throws CorruptImageException {
        if (type != IHDR || size != 13) {
            throw corrupt("must begin with an IHDR chunk, but it does not");
        }
        int width = int32(file, at + 8);
        int height = int32(file, at + 12);
        if (width < 1 || height < 1) {
            throw corrupt("must have at least one pixel, but it says height=" + height + ", width=" + width);
        }
        EncodedImage.requirePixels("png", height, width, mostPixels);
        if (file[at + 16] > 8) {
            throw new CorruptImageException(
                    "png: channels must have at most 8 bits, but bits=" + file[at + 16] + ". Convert it. [C6]");
        }
        return (long) height << 32 | width;
    }

    private static int int32(byte[] file, int at) {
        return file[at] << 24 | (file[at + 1] & 0xff) << 16 | (file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff;
    }

    private static CorruptImageException corrupt(String what) {
        return new CorruptImageException("png: a file " + what + ". It is truncated or damaged; fetch it again. [C6]");
    }
}
