package org.neocog.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What is measured as an Arrow IPC stream, readable while it grows: a row for each step with {@code step}, {@code epoch}, {@code loss}, {@code
 * learningRate}, and one for each epoch with {@code trainLoss}, {@code evalLoss}, {@code evalAccuracy}; what a row does not have is null.
 *
 * <p>Each call of a run, and each return to an earlier step, begins a file {@code after-<step>.arrows}: rows of older files after that step
 * are undone. Owns its memory.
 */
final class ArrowMetrics implements MetricSink {
    private static final List<String> NUMBERS =
            List.of("loss", "learningRate", "trainLoss", "evalLoss", "evalAccuracy");
    private static final int ROWS = 256;

    private final Path folder;
    private final VectorSchemaRoot root;
    private FileChannel channel;
    private ArrowStreamWriter writer;
    private int rows;

    ArrowMetrics(Path folder, long afterStep, BufferAllocator allocator) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        this.root = VectorSchemaRoot.create(schema(), allocator);
        boolean done = false;
        try {
            this.channel = channel(afterStep);
            this.writer = new ArrowStreamWriter(root, null, channel);
            writer.start();
            done = true;
        } finally {
            if (!done) {
                root.close();
            }
        }
    }

    private static Schema schema() {
        List<Field> fields = new ArrayList<>();
        FieldType integer = FieldType.notNullable(new ArrowType.Int(64, true));
        fields.add(new Field("step", integer, null));
        fields.add(new Field("epoch", integer, null));
        FieldType number = FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
        NUMBERS.forEach(name -> fields.add(new Field(name, number, null)));
        return new Schema(fields);
    }

    private FileChannel channel(long afterStep) throws IOException {
        String name = String.format(Locale.ROOT, "after-%08d", afterStep);
        Path file = folder.resolve(name + ".arrows");
        for (int i = 1; Files.exists(file); i++) {
            file = folder.resolve(name + "." + i + ".arrows");
        }
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void step(long step, int epoch, double loss, double learningRate, long data) throws IOException {
        row(step, epoch, loss, learningRate, Double.NaN, Double.NaN, Double.NaN);
    }

    @Override
    public void epoch(EpochRecord record) throws IOException {
        Metrics eval = record.eval();
        row(
                record.step(),
                record.epoch(),
                Double.NaN,
                record.learningRate(),
                record.trainLoss(),
                eval == null ? Double.NaN : eval.loss(),
                eval == null ? Double.NaN : eval.accuracy());
    }

    private void row(long step, long epoch, double... numbers) throws IOException {
        ((BigIntVector) root.getVector(0)).setSafe(rows, step);
        ((BigIntVector) root.getVector(1)).setSafe(rows, epoch);
        for (int i = 0; i < numbers.length; i++) {
            Float8Vector column = (Float8Vector) root.getVector(2 + i);
            if (Double.isNaN(numbers[i])) {
                column.setNull(rows);
            } else {
                column.setSafe(rows, numbers[i]);
            }
        }
        rows++;
        if (rows == ROWS) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (rows > 0) {
            root.setRowCount(rows);
            writer.writeBatch();
            rows = 0;
            root.getFieldVectors().forEach(FieldVector::reset);
        }
    }

    @Override
    public void undoAfter(long step) throws IOException {
        flush();
        writer.end();
        channel.close();
        channel = channel(step);
        writer = new ArrowStreamWriter(root, null, channel);
        writer.start();
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closing = channel;
                VectorSchemaRoot memory = root) {
            flush();
            writer.end();
        }
    }
}
