package org.neocog.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Snapshot;
import org.neocog.tensor.Tensor;

/** Copies, comparisons and digests of whole states. */
final class StateCopies {
    private static final long BLOCK = 1 << 20;

    private StateCopies() {}

    /** The same values in other memory; the caller closes them. */
    static Snapshot copy(Snapshot state, BufferAllocator allocator) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        boolean done = false;
        try {
            state.tensors().forEach((name, tensor) -> {
                Tensor copy = Tensor.allocate(allocator, tensor.type());
                copies.put(name, copy);
                copy.copyFrom(tensor);
            });
            done = true;
            return new Snapshot(copies);
        } finally {
            if (!done) {
                copies.values().forEach(Tensor::close);
            }
        }
    }

    /** The first variable whose bits differ, or that one of them lacks; empty if none does. */
    static String difference(Snapshot one, Snapshot other) {
        for (Map.Entry<String, Tensor> entry : one.tensors().entrySet()) {
            Tensor second = other.tensors().get(entry.getKey());
            boolean equal = second != null
                    && second.type().equals(entry.getValue().type())
                    && equalBits(entry.getValue(), second);
            if (!equal) {
                return entry.getKey();
            }
        }
        return other.tensors().keySet().stream()
                .filter(name -> !one.tensors().containsKey(name))
                .findFirst()
                .orElse("");
    }

    private static boolean equalBits(Tensor one, Tensor other) {
        long bytes = one.type().bytes();
        for (long at = 0; at < bytes; at += BLOCK) {
            long length = Math.min(BLOCK, bytes - at);
            if (!block(one, at, length).equals(block(other, at, length))) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer block(Tensor tensor, long at, long length) {
        return tensor.buffer().nioBuffer(tensor.offset() + at, (int) length);
    }

    /** SHA-256 over the names, types and bits of all variables in the order of names. */
    static String digest(Snapshot state) {
        MessageDigest digest = Digests.sha256();
        state.tensors().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Tensor tensor = entry.getValue();
            digest.update((entry.getKey() + " " + tensor.type() + "\n").getBytes(StandardCharsets.UTF_8));
            long bytes = tensor.type().bytes();
            for (long at = 0; at < bytes; at += BLOCK) {
                digest.update(block(tensor, at, Math.min(BLOCK, bytes - at)));
            }
        });
        return Digests.hex(digest);
    }
}
