package org.neocog.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Tensor;

/**
 * An event file as TensorBoard reads it: scalars, histograms and pictures by tag and step. Each call of a run makes a file of its own, which begins with the step that
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

    /** Histograms of all weights, and a picture of the filters of the first convolution. */
    @Override
    public void weights(long step, Map<String, Tensor> weights) throws IOException {
        for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
            double[] values = new double[weight.getValue().shape().intSize()];
            weight.getValue().copyTo(values);
            summary(
                    step,
                    new ProtoWriter()
                            .text(1, "weights/" + weight.getKey())
                            .message(5, Histogram.of(values).message()));
        }
        for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
            if (FilterPicture.isOfFilters(weight.getValue().shape())) {
                FilterPicture picture = FilterPicture.of(weight.getValue());
                summary(
                        step,
                        new ProtoWriter().text(1, "filters/" + weight.getKey()).message(4, picture.message()));
                return;
            }
        }
    }

    private void summary(long step, ProtoWriter value) throws IOException {
        write(event(step).message(5, new ProtoWriter().message(1, value)));
    }

    private void scalar(String tag, long step, double value) throws IOException {
        summary(step, new ProtoWriter().text(1, tag).real(2, (float) value));
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
}
