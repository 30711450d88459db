package org.neocog.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Looks through the markers of a JPEG, and writes it again without what is not needed. Used again, allocates nothing but failures. */
final class JpegScan {
    /** Most bytes that {@link #copyPlain} writes beyond those of the file. */
    static final int MOST_ADDED = 32;

    private static final int SOF0 = 0xc0;
    private static final int DHT = 0xc4;
    private static final int RST0 = 0xd0;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DNL = 0xdc;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private static final byte[] JFIF = {
        (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private byte[] file = {};
    private int length;
    private int end;
    private final JpegFrame frame = new JpegFrame();
    private boolean jfif;
    private int adobeTransform;
    private int restartInterval;

    private int[] kept = new int[64];
    private int keptCount;

    /** @throws CorruptImageException if a constraint of {@link EncodedImage} does not hold */
    void scan(byte[] file, int length, long mostPixels) throws CorruptImageException {
        this.file = file;
        this.length = length;
        frame.clear();
        jfif = false;
        adobeTransform = -1;
        restartInterval = 0;
        keptCount = 0;
        int at = 2;
        while (true) {
            at = marker(at);
            int code = file[at + 1] & 0xff;
            if (code == EOI) {
                break;
            }
            if (code >= RST0 && code <= 0xd8 || code == 1) {
                at += 2;
                continue;
            }
            int next = at + 2 + segmentLength(at);
            segment(code, at, next, mostPixels);
            at = code == SOS ? entropy(at, next) : next;
        }
        end = at;
        if (!frame.isThere()) {
            throw corrupt("must have a frame (SOF), but it has none");
        }
        frame.requireComplete();
    }

    /** Where the next marker begins. */
    private int marker(int from) throws CorruptImageException {
        int at = from;
        while (at + 1 < length && (file[at] != (byte) 0xff || file[at + 1] == (byte) 0xff || file[at + 1] == 0)) {
            at++;
        }
        if (at + 1 >= length) {
            throw corrupt("must end in an end marker (EOI), but its " + length + " bytes have none");
        }
        return at;
    }

    private int segmentLength(int at) throws CorruptImageException {
        int size = at + 3 < length ? int16(at + 2) : 0;
        if (size < 2 || at + 2 + size > length) {
            throw corrupt("must have its segments whole, but " + name(file[at + 1] & 0xff) + " at byte " + at + " says "
                    + size + " bytes where there are " + Math.max(0, length - at - 2));
        }
        return size;
    }

    private void segment(int code, int at, int next, long mostPixels) throws CorruptImageException {
        switch (code) {
            case DHT, DQT -> keep(at, next);
            case DRI -> {
                require(next - at == 6, "must have a DRI of 4 bytes, but it has " + (next - at - 2));
                restartInterval = int16(at + 4);
                keep(at, next);
            }
            case SOS -> keep(at, next);
            case DNL -> {
                if (next - at != 6 || int16(at + 4) != frame.height()) {
                    throw unsupported("the frame must have the number of lines, but another comes later (DNL)");
                }
            }
            case APP0 -> jfif |= isText(at + 4, next, "JFIF");
            case APP14 -> {
                if (isText(at + 4, next, "Adobe") && next - at >= 16) {
                    adobeTransform = file[at + 15] & 0xff;
                }
            }
            default -> {
                if (code >= SOF0 && code <= 0xcf) {
                    frame.read(file, at, next, code, mostPixels);
                    keep(at, next);
                } else if (code < APP0 && code != 0 || code > APP15 && code != COM) {
                    throw corrupt("must have known markers only, but it has " + name(code) + " at byte " + at);
                }
            }
        }
    }

    /** Passes a scan's header and data. */
    private int entropy(int at, int from) throws CorruptImageException {
        int interval = restartInterval;
        long units = frame.scan(file, at, from);
        int restarts = 0;
        int next = from;
        while (true) {
            next = skipData(next);
            if (next + 1 >= length) {
                throw corrupt("must end in an end marker (EOI), but its " + length + " bytes have none");
            }
            int code = file[next + 1] & 0xff;
            if (code >= RST0 && code < RST0 + 8) {
                restarts++;
                next += 2;
            } else if (code == 0xff) {
                next++;
            } else {
                break;
            }
        }
        frame.requireBytes(next - from);
        long expected = interval == 0 ? 0 : (units + interval - 1) / interval - 1;
        require(restarts >= expected, "must have " + expected + " restart markers in a scan, but it has " + restarts);
        keep(from, next);
        return next;
    }

    /** Where the next 0xff is that is not followed by 0. */
    private int skipData(int from) {
        byte[] bytes = file;
        int last = length - 1;
        int at = from;
        while (at < last) {
            if (at <= last - Long.BYTES && !hasMarkerByte((long) LONGS.get(bytes, at))) {
                at += Long.BYTES;
                continue;
            }
            for (int end = Math.min(last, at + Long.BYTES); at < end; at++) {
                if (bytes[at] == (byte) 0xff && bytes[at + 1] != 0) {
                    return at;
                }
            }
        }
        return last;
    }

    /** Whether one of eight bytes is 0xff: whether their complement has a zero byte. */
    private static boolean hasMarkerByte(long bytes) {
        return (~bytes - ONES & bytes & ONES << 7) != 0;
    }

    private void keep(int from, int to) {
        if (keptCount + 2 > kept.length) {
            kept = Arrays.copyOf(kept, 2 * kept.length);
        }
        kept[keptCount++] = from;
        kept[keptCount++] = to;
    }

    /** Writes the image with its tables, its colours said in the plainest way, and nothing else. Returns the length. */
    int copyPlain(byte[] target) {
        target[0] = (byte) 0xff;
        target[1] = (byte) 0xd8;
        int at = 2;
        Colour colour = colour();
        byte[] head = colour == Colour.GREY || colour == Colour.YCBCR ? JFIF : ADOBE;
        if (head == JFIF || adobeTransform >= 0 || colour == Colour.RGB) {
            System.arraycopy(head, 0, target, at, head.length);
            at += head.length;
            if (head == ADOBE) {
                target[at - 1] = (byte) (colour == Colour.YCCK ? 2 : 0);
            }
        }
        for (int i = 0; i < keptCount; i += 2) {
            int size = kept[i + 1] - kept[i];
            System.arraycopy(file, kept[i], target, at, size);
            at += size;
        }
        target[at] = (byte) 0xff;
        target[at + 1] = (byte) EOI;
        return at + 2;
    }

    /** As libjpeg finds it: JFIF comes before Adobe, Adobe before the components' names. */
    Colour colour() {
        switch (frame.components()) {
            case 1:
                return Colour.GREY;
            case 3:
                boolean red = frame.id(0) == 'R' && frame.id(1) == 'G' && frame.id(2) == 'B';
                return !jfif && (adobeTransform == 0 || adobeTransform < 0 && red) ? Colour.RGB : Colour.YCBCR;
            default:
                return adobeTransform == 2 ? Colour.YCCK : Colour.CMYK;
        }
    }

    int height() {
        return frame.height();
    }

    int width() {
        return frame.width();
    }

    private boolean isText(int at, int next, String text) {
        if (at + text.length() > next) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (file[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int int16(int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    static String name(int code) {
        return code == SOS ? "SOS" : String.format("marker 0x%02x", code);
    }

    static void require(boolean holds, String what) throws CorruptImageException {
        if (!holds) {
            throw corrupt(what);
        }
    }

    static CorruptImageException corrupt(String what) {
        return new CorruptImageException("jpeg: a file " + what + ". It is truncated or damaged; fetch it again. [C4]");
    }

    static CorruptImageException unsupported(String what) {
        return new CorruptImageException("jpeg: " + what + ". Convert it. [C3]");
    }
}
