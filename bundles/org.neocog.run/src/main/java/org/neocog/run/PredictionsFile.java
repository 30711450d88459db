package org.neocog.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.neocog.tensor.Tensor;

/**
 * An Arrow IPC file with a row for each example in the dataset's order: {@code index} (int64), {@code label} (int32), {@code prediction}
 * (int32, the class of the greatest logit), {@code logits} (fixed size list of float32). Written beside and renamed when it is whole. Owns its
 * memory.
 */
final class PredictionsFile implements Evaluator.AnswerListener, AutoCloseable {
    private static final int ROWS = 1024;

    private final Path file;
    private final Path temporary;
    private final int classes;
    private final VectorSchemaRoot root;
    private final FileChannel channel;
    private final ArrowFileWriter writer;
    private int rows;
    private long index;

    private PredictionsFile(Path file, Path temporary, int classes, VectorSchemaRoot root, FileChannel channel)
            throws IOException {
        this.file = file;
        this.temporary = temporary;
        this.classes = classes;
        this.root = root;
        this.channel = channel;
        this.writer = new ArrowFileWriter(root, null, channel);
        writer.start();
    }

    /** @throws RunException if the file can't be written */
    static PredictionsFile open(Path file, int classes, BufferAllocator allocator) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        VectorSchemaRoot root = VectorSchemaRoot.create(schema(classes), allocator);
        boolean done = false;
        try {
            FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
            PredictionsFile opened = new PredictionsFile(file, temporary, classes, root, channel);
            opened.allocate();
            done = true;
            return opened;
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            if (!done) {
                root.close();
            }
        }
    }

    private static Schema schema(int classes) {
        FieldType integer = FieldType.notNullable(new ArrowType.Int(32, true));
        Field item =
                new Field("item", FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)), null);
        return new Schema(List.of(
                new Field("index", FieldType.notNullable(new ArrowType.Int(64, true)), null),
                new Field("label", integer, null),
                new Field("prediction", integer, null),
                new Field("logits", FieldType.notNullable(new ArrowType.FixedSizeList(classes)), List.of(item))));
    }

    private void allocate() {
        ((BigIntVector) root.getVector(0)).allocateNew(ROWS);
        ((IntVector) root.getVector(1)).allocateNew(ROWS);
        ((IntVector) root.getVector(2)).allocateNew(ROWS);
        FixedSizeListVector lists = (FixedSizeListVector) root.getVector(3);
        lists.setInitialCapacity(ROWS);
        lists.allocateNew();
        ((Float4Vector) lists.getDataVector()).allocateNew(ROWS * classes);
    }

    @Override
    public void answered(Tensor logits, int row, int label, int rank) {
        FixedSizeListVector lists = (FixedSizeListVector) root.getVector(3);
        Float4Vector values = (Float4Vector) lists.getDataVector();
        int answer = 0;
        for (int c = 0; c < classes; c++) {
            double logit = logits.getDouble((long) row * classes + c);
            answer = logit > logits.getDouble((long) row * classes + answer) ? c : answer;
            values.setSafe(rows * classes + c, (float) logit);
        }
        ((BigIntVector) root.getVector(0)).setSafe(rows, index++);
        ((IntVector) root.getVector(1)).setSafe(rows, label);
        ((IntVector) root.getVector(2)).setSafe(rows, answer);
        lists.setNotNull(rows);
        if (++rows == ROWS) {
            writeRows();
        }
    }

    private void writeRows() {
        root.setRowCount(rows);
        try {
            writer.writeBatch();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        rows = 0;
    }

    /** Puts the whole file in its place. @throws RunException if it can't be written */
    void finish() {
        if (rows > 0) {
            writeRows();
        }
        try {
            writer.end();
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static RunException unwritable(Path file, IOException e) {
        return new RunException(
                "predictions: " + file + " must be writable, but " + RunFolder.reason(e) + ". Check --predictions.", e);
    }

    @Override
    public void close() {
        writer.close();
        root.close();
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
