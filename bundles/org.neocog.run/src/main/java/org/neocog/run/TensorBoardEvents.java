package org.neocog.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An event file as TensorBoard reads it: scalars by tag and step. Each call of a run makes a file of its own, which begins with the step that
 * it goes on from: TensorBoard drops what older files hold of later steps.
 *
 * <p>Format: records of a length (uint64, little-endian), its masked CRC-32C, an {@code Event} message, and the masked CRC-32C of that.
 */
final class TensorBoardEvents implements MetricSink {
    private static final int MASK = 0xa282ead8;

    private final OutputStream out;

    /**
     * Makes a file {@code events.out.tfevents.<time>.neocog} in a folder.
     *
     * @param afterStep the step that comes before what is told
     */
    TensorBoardEvents(Path folder, long afterStep) throws IOException {
        Files.createDirectories(folder);
        long now = System.currentTimeMillis();
        Path file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%013d.neocog", now));
        for (int i = 1; Files.exists(file); i++) {
            file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%013d.%d.neocog", now, i));
        }
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        write(event(0).text(3, "brain.Event:2"));
        purgeAfter(afterStep);
        out.flush();
    }

    /** A session that starts anew: readers forget steps from here on. */
    private void purgeAfter(long step) throws IOException {
        write(event(step + 1).message(7, new ProtoWriter().integer(1, 1)));
    }

    private static ProtoWriter event(long step) {
        return new ProtoWriter().number(1, System.currentTimeMillis() / 1000.0).integer(2, step);
    }

    @Override
    public void step(long step, int epoch, double loss, double learningRate, long data) throws IOException {
        scalar("train/loss", step, loss);
        scalar("train/learning-rate", step, learningRate);
    }

    @Override
    public void epoch(EpochRecord record) throws IOException {
        scalar("epoch/train-loss", record.step(), record.trainLoss());
        evaluation("eval", record.step(), record.eval());
        evaluation("eval-average", record.step(), record.averaged());
        scalar("epoch/images-per-second", record.step(), record.imagesPerSecond());
    }

    private void evaluation(String group, long step, @Nullable Metrics metrics) throws IOException {
        if (metrics != null) {
            scalar(group + "/loss", step, metrics.loss());
            scalar(group + "/accuracy", step, metrics.accuracy());
            scalar(group + "/top5", step, metrics.top5());
        }
    }

    private void scalar(String tag, long step, double value) throws IOException {
        ProtoWriter entry = new ProtoWriter().text(1, tag).real(2, (float) value);
        write(event(step).message(5, new ProtoWriter().message(1, entry)));
    }

    private void write(ProtoWriter message) throws IOException {
        byte[] data = message.bytes();
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        out.write(length);
        out.write(masked(length));
        out.write(data);
        out.write(masked(data));
    }

    private static byte[] masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int value = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @Override
    public void undoAfter(long step) throws IOException {
        purgeAfter(step);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Writes the fields of one protocol buffer message. */
    private static final class ProtoWriter {
        private static final int VARINT = 0;
        private static final int FIXED64 = 1;
        private static final int BYTES = 2;
        private static final int FIXED32 = 5;

        private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

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

        ProtoWriter text(int field, String value) {
            return block(field, value.getBytes(StandardCharsets.UTF_8));
        }

        ProtoWriter message(int field, ProtoWriter value) {
            return block(field, value.bytes());
        }

        private ProtoWriter block(int field, byte[] value) {
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
}
