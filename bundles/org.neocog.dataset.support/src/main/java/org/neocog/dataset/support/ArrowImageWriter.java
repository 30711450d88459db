package org.neocog.dataset.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.neocog.dataset.ImageBatch;

/**
 * Writes batches of images one by one as an Arrow IPC file, which {@link ArrowImages} opens: columns {@code image} and {@code label}. Owns
 * neither the file nor the batch. One thread.
 */
public final class ArrowImageWriter implements AutoCloseable {
    private final ArrowFileWriter writer;

    /**
     * Begins the file.
     *
     * @param batch the images that each {@link #write} writes
     * @param metadata texts for the file's footer
     */
    public ArrowImageWriter(FileChannel file, ImageBatch batch, Map<String, String> metadata) throws IOException {
        writer = new ArrowFileWriter(batch.root(), null, file, metadata);
        writer.start();
    }

    /** Writes the rows that count as one record batch. */
    public void write() throws IOException {
        writer.writeBatch();
    }

    /** Ends the file; without it, the file is not whole. */
    public void finish() throws IOException {
        writer.end();
    }

    /** Closes the file. */
    @Override
    public void close() {
        writer.close();
    }
}
