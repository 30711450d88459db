package org.neocog.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Collects the outputs of an evaluation, and writes them to a file when all are there. Owns its memory. */
final class LogitsFile implements Evaluator.AnswerListener, AutoCloseable {
    private static final String NAME = "logits";

    private final Path file;
    private final Tensor values;
    private long written;

    LogitsFile(Path file, long examples, int classes, BufferAllocator allocator) {
        this.file = file;
        this.values = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT32, examples, classes));
    }

    @Override
    public void answered(Tensor logits, int row, int label, int rank) {
        long classes = values.shape().dim(1);
        for (long c = 0; c < classes; c++) {
            values.setDouble(written++, logits.getDouble(row * classes + c));
        }
    }

    /** @throws RunException if the file can't be written */
    void write() {
        try {
            AtomicFiles.write(file, channel -> Safetensors.write(channel, Map.of(NAME, values)));
        } catch (IOException e) {
            throw new RunException(
                    "logits: " + file + " must be writable, but " + RunFolder.reason(e) + ". Check --logits.", e);
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
