package org.neocog.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one protocol buffer message. */
final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ProtoWriter integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    ProtoWriter number(int field, double value) {
        tag(field, FIXED64);
        fixed(Double.doubleToLongBits(value), Long.BYTES);
        return this;
    }

    ProtoWriter real(int field, float value) {
        tag(field, FIXED32);
        fixed(Float.floatToIntBits(value), Integer.BYTES);
        return this;
    }

    /** A packed repeated field. */
    ProtoWriter numbers(int field, double[] values) {
        ProtoWriter packed = new ProtoWriter();
        for (double value : values) {
            packed.fixed(Double.doubleToLongBits(value), Long.BYTES);
        }
        return block(field, packed.bytes());
    }

    ProtoWriter text(int field, String value) {
        return block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoWriter message(int field, ProtoWriter value) {
        return block(field, value.bytes());
    }

    ProtoWriter block(int field, byte[] value) {
        tag(field, BYTES);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private void fixed(long value, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
