package org.neocog.image;

import java.util.Arrays;

/** The frame of a JPEG: sizes and components, and what of them has come in scans. */
final class JpegFrame {
    private static final int MOST_COMPONENTS = 4;
    private static final int COEFFICIENTS = 64;

    /** What has not come yet. */
    private static final byte NOTHING = 99;

    private int code;
    private int height;
    private int width;
    private int components;
    private final int[] ids = new int[MOST_COMPONENTS];
    private final int[] across = new int[MOST_COMPONENTS];
    private final int[] down = new int[MOST_COMPONENTS];

    /** By component and coefficient the lowest bit that has come. */
    private final byte[] lowest = new byte[MOST_COMPONENTS * COEFFICIENTS];

    private long blocks;

    void clear() {
        components = 0;
        Arrays.fill(lowest, NOTHING);
    }

    boolean isThere() {
        return components > 0;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int components() {
        return components;
    }

    int id(int component) {
        return ids[component];
    }

    void read(byte[] file, int at, int next, int code, long mostPixels) throws CorruptImageException {
        JpegScan.require(!isThere(), "must have one frame (SOF), but it has two");
        if (code > 0xc2) {
            String kind = code == 0xc3 ? "lossless" : code >= 0xc9 ? "arithmetic coding" : "hierarchical";
            throw JpegScan.unsupported(
                    "the process must be baseline, extended or progressive with Huffman codes, but it is " + kind
                            + String.format(" (SOF 0x%02x)", code));
        }
        JpegScan.require(next - at >= 10, "must have a whole frame (SOF), but it has " + (next - at - 2) + " bytes");
        int bits = file[at + 4];
        int count = file[at + 9] & 0xff;
        height = int16(file, at + 5);
        width = int16(file, at + 7);
        if (bits != 8) {
            throw JpegScan.unsupported("samples must have 8 bits, but bits=" + bits);
        }
        if (count != 1 && count != 3 && count != 4) {
            throw JpegScan.unsupported("there must be 1, 3 or 4 components, but components=" + count);
        }
        JpegScan.require(
                height > 0 && width > 0,
                "must have at least one pixel, but it says height=" + height + ", width=" + width);
        JpegScan.require(next - at >= 10 + 3 * count, "must have a whole frame (SOF), but components are missing");
        EncodedImage.requirePixels("jpeg", height, width, mostPixels);
        for (int c = 0; c < count; c++) {
            ids[c] = file[at + 10 + 3 * c] & 0xff;
            across[c] = file[at + 11 + 3 * c] >> 4 & 0xf;
            down[c] = file[at + 11 + 3 * c] & 0xf;
            JpegScan.require(
                    across[c] >= 1 && across[c] <= 4 && down[c] >= 1 && down[c] <= 4,
                    "must have sampling factors from 1 to 4, but it has " + across[c] + " x " + down[c]);
        }
        this.code = code;
        this.components = count;
    }

    /** Notes a scan's header. Returns how many units are coded in it: what restart intervals count. */
    long scan(byte[] file, int at, int next) throws CorruptImageException {
        JpegScan.require(isThere(), "must have its frame (SOF) before its scans, but it has SOS first");
        int count = next - at > 4 ? file[at + 4] & 0xff : 0;
        JpegScan.require(
                count >= 1 && count <= components && next - at >= 8 + 2 * count,
                "must have scans of 1 to " + components + " components, but one at byte " + at + " has " + count);
        int first = file[next - 3] & 0xff;
        int last = file[next - 2] & 0xff;
        int bit = file[next - 1] & 0xf;
        if (!isProgressive()) {
            first = 0;
            last = COEFFICIENTS - 1;
            bit = 0;
        }
        JpegScan.require(
                first <= last && last < COEFFICIENTS,
                "must have scans of coefficients from 0 to 63, but one has " + first + " to " + last);
        long units = 0;
        blocks = 0;
        for (int i = 0; i < count; i++) {
            int component = component(file[at + 5 + 2 * i] & 0xff, i);
            for (int k = first; k <= last; k++) {
                lowest[component * COEFFICIENTS + k] = (byte) Math.min(lowest[component * COEFFICIENTS + k], bit);
            }
            units = count == 1 ? alone(component) : mcus();
            blocks += count == 1 ? units : units * across[component] * down[component];
        }
        if (isProgressive() && first > 0) {
            blocks = 0;
        }
        return units;
    }

    /** By its name; where names are ambiguous or wrong, by its place, as libjpeg does. */
    private int component(int id, int place) throws CorruptImageException {
        for (int c = 0; c < components; c++) {
            if (ids[(place + c) % components] == id) {
                return (place + c) % components;
            }
        }
        throw JpegScan.corrupt("must have scans of the components of its frame, but one is of component " + id);
    }

    private int most(int[] factors) {
        int most = 1;
        for (int c = 0; c < components; c++) {
            most = Math.max(most, factors[c]);
        }
        return most;
    }

    private long mcus() {
        return ceil(width, 8L * most(across)) * ceil(height, 8L * most(down));
    }

    private long alone(int component) {
        if (components == 1) {
            return ceil(width, 8) * ceil(height, 8);
        }
        return ceil(ceil((long) width * across[component], most(across)), 8)
                * ceil(ceil((long) height * down[component], most(down)), 8);
    }

    private static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }

    private boolean isProgressive() {
        return code == 0xc2;
    }

    /** Every block takes a bit for its first coefficient and, where all come at once, one for the end of the others. */
    void requireBytes(int bytes) throws CorruptImageException {
        long bits = isProgressive() ? blocks : 2 * blocks;
        if (8L * bytes < bits) {
            throw new CorruptImageException("jpeg: a scan of " + blocks + " blocks must have at least " + (bits + 7) / 8
                    + " bytes, but bytes=" + bytes + ". It is truncated or damaged; fetch it again. [C5]");
        }
    }

    void requireComplete() throws CorruptImageException {
        for (int i = 0; i < components * COEFFICIENTS; i++) {
            if (lowest[i] != 0) {
                throw new CorruptImageException(
                        "jpeg: scans must give every coefficient to its last bit, but coefficient "
                                + i % COEFFICIENTS + " of component " + i / COEFFICIENTS
                                + (lowest[i] == NOTHING ? " is not there" : " ends at bit " + lowest[i])
                                + ". It is truncated or damaged; fetch it again. [C5]");
            }
        }
    }

    private static int int16(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }
}
