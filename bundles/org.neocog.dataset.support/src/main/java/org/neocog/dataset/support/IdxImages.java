package org.neocog.dataset.support;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The content of an idx file of images, in blocks of whole images. While one block is filled, a thread makes the memory of the next one ready:
 * memory that a process touches for the first time can cost more time than unpacking what goes there.
 */
final class IdxImages {
    private static final int BLOCK_BYTES = 1 << 22;

    private final int[] dims;
    private final int imageBytes;
    private final int imagesPerBlock;
    private final byte[][] blocks;

    private IdxImages(int[] dims, int size) {
        this.dims = dims;
        imageBytes = dims[0] == 0 ? 0 : size / dims[0];
        imagesPerBlock = Math.max(1, BLOCK_BYTES / Math.max(1, imageBytes));
        blocks = new byte[imageBytes == 0 ? 0 : (dims[0] + imagesPerBlock - 1) / imagesPerBlock][];
    }

    /** Reads the bytes behind the sizes. */
    static IdxImages read(IdxFile.Body body) throws IOException {
        IdxImages images = new IdxImages(body.dims(), body.size());
        CompletableFuture<byte[]> next = images.memory(0, body);
        int before = 0;
        for (int b = 0; b < images.blocks.length; b++) {
            byte[] memory = ready(next);
            next = images.memory(b + 1, body);
            int bytes = images.blockBytes(b);
            images.blocks[b] = body.read(memory, bytes, before);
            before += bytes;
        }
        return images;
    }

    /** Made by another thread; none behind the last block. */
    private CompletableFuture<byte[]> memory(int block, IdxFile.Body body) {
        if (block >= blocks.length) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
        int bytes = body.firstBytes(blockBytes(block));
        return CompletableFuture.supplyAsync(() -> new byte[bytes], task -> new Thread(task, "neocog-idx").start());
    }

    private static byte[] ready(CompletableFuture<byte[]> memory) {
        try {
            return memory.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private int blockBytes(int block) {
        return Math.min(imagesPerBlock, dims[0] - block * imagesPerBlock) * imageBytes;
    }

    /** A copy of the sizes. */
    int[] dims() {
        return dims.clone();
    }

    int count() {
        return dims[0];
    }

    /** Whether there is no pixel. */
    boolean isEmpty() {
        return blocks.length == 0;
    }

    /** The block that an image lies in, at {@link #offset}. */
    byte[] block(int image) {
        return blocks[image / imagesPerBlock];
    }

    /** Where in its {@link #block} an image begins. */
    int offset(int image) {
        return image % imagesPerBlock * imageBytes;
    }

    /** All bytes, in order. */
    byte[][] blocks() {
        return blocks;
    }
}
