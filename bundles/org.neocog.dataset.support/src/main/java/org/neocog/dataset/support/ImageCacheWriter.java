package org.neocog.dataset.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.OneSizeImages;
import org.neocog.dataset.Pipeline;
import org.neocog.image.CorruptImageException;

/** Writes the images of a pipeline to an Arrow IPC file, decoded by several threads, batch by batch. Used once. */
final class ImageCacheWriter {
    private static final long BATCH_BYTES = 64L << 20;
    private static final int MOST_ROWS = 4096;
    /** Bytes of a file for a byte of pixels: Arrow's writer puts a bit beside each number. */
    private static final double SPREAD = 1.13;

    private final Pipeline pipeline;
    private final int workers;
    private final BiConsumer<Long, Long> progress;
    private final List<OneSizeImages> readers = new ArrayList<>();

    ImageCacheWriter(Pipeline pipeline, int workers, BiConsumer<Long, Long> progress) {
        this.pipeline = pipeline;
        this.workers = workers;
        this.progress = progress;
    }

    /** Writes the whole file, down to the disk. */
    void write(Path file, Map<String, String> metadata) throws IOException {
        long imageBytes = OneSizeImages.shape(pipeline).size()
                * OneSizeImages.element(pipeline).bytes();
        requireSpace(file, imageBytes);
        int rows = (int) Math.max(1, Math.min(Math.min(MOST_ROWS, pipeline.size()), BATCH_BYTES / imageBytes));
        ExecutorService threads = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "neocog-cache-" + pipeline.split());
            thread.setDaemon(true);
            return thread;
        });
        try (BufferAllocator allocator = NeocogAllocators.root("image cache", Long.MAX_VALUE);
                ImageBatch batch = ImageBatch.allocate(
                        allocator, OneSizeImages.element(pipeline), OneSizeImages.shape(pipeline), rows)) {
            try {
                for (int i = 0; i < workers; i++) {
                    readers.add(OneSizeImages.of(pipeline, allocator));
                }
                write(file, metadata, batch, threads);
            } finally {
                threads.shutdownNow();
                awaitEnd(threads);
                readers.forEach(OneSizeImages::close);
            }
        }
    }

    private void requireSpace(Path file, long imageBytes) throws IOException {
        double needed = SPREAD * imageBytes * pipeline.size();
        Path folder = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent(), "in a folder");
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new IOException(String.format(
                    "cache: its folder must have room for %d images, but %s has %.1f GB and they take %.1f GB. Free some,"
                            + " set cache: {type: arrow, path: FOLDER}, or take cache out.",
                    pipeline.size(), folder, free / 1e9, needed / 1e9));
        }
    }

    private void write(Path file, Map<String, String> metadata, ImageBatch batch, ExecutorService threads)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                ArrowImageWriter writer = new ArrowImageWriter(channel, batch, metadata)) {
            for (long first = 0; first < pipeline.size(); first += batch.capacity()) {
                int count = (int) Math.min(batch.capacity(), pipeline.size() - first);
                fill(batch, first, count, threads);
                batch.setCount(count);
                writer.write();
                progress.accept(first + count, pipeline.size());
            }
            writer.finish();
            channel.force(true);
        }
    }

    private void fill(ImageBatch batch, long first, int count, ExecutorService threads) throws IOException {
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> done = new ArrayList<>();
        for (OneSizeImages reader : readers) {
            done.add(threads.submit(task(reader, batch, first, count, next)));
        }
        try {
            for (Future<Boolean> part : done) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cache: interrupted after " + first + " images. Run it again.", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            next.set(count);
        }
    }

    private static Callable<Boolean> task(
            OneSizeImages reader, ImageBatch batch, long first, int count, AtomicInteger next) {
        return () -> {
            for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
                reader.read(first + row, batch, row);
            }
            return true;
        };
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof CorruptImageException corrupt) {
            return new IOException("cache: " + corrupt.getMessage(), corrupt);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        return new IOException("cache: reading images gave " + cause + ". Check the dataset.", cause);
    }

    /** They stop after the image that they are at; their memory must not go before. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
