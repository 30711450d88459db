package org.neocog.image.imageio;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as ImageIO wants them, used again for other bytes. */
final class BytesInput extends ImageInputStreamImpl {
    private byte[] bytes = {};
    private int length;

    /** Begins with other bytes. */
    void set(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        this.streamPos = 0;
        this.flushedPos = 0;
        this.bitOffset = 0;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < length ? bytes[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        bitOffset = 0;
        if (streamPos >= length) {
            return count == 0 ? 0 : -1;
        }
        int read = (int) Math.min(count, length - streamPos);
        System.arraycopy(bytes, (int) streamPos, target, offset, read);
        streamPos += read;
        return read;
    }

    @Override
    public long length() {
        return length;
    }

    /** Stays open for other bytes. */
    @Override
    public void close() {}
}
