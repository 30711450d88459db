package org.neocog.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Tensors by name in a file that any safetensors tool reads: eight bytes length of the header, a JSON header (padded so that the data begin
 * at a multiple of 64), then the tensors' little-endian bytes without gaps.
 *
 * <p>Source: the format's description at huggingface/safetensors.
 */
final class Safetensors {
    private static final int ALIGNMENT = 64;
    private static final int HEADER_LIMIT = 100_000_000;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /** Writes all tensors in the order of the map. */
    static void write(FileChannel channel, Map<String, Tensor> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, Map.of("format", "neocog"));
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            TensorType type = entry.getValue().type();
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", name(type.element()));
            description.put("shape", type.shape().dims());
            description.put("data_offsets", new long[] {offset, offset + type.bytes()});
            header.put(entry.getKey(), description);
            offset += type.bytes();
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        int length = (json.length + 8 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - 8;
        ByteBuffer start = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(length).put(json);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        writeAll(channel, start.flip());
        for (Tensor tensor : tensors.values()) {
            writeAll(channel, tensor.bytes());
        }
    }

    /**
     * Reads all tensors into memory of {@code allocator}; the caller closes them.
     *
     * @throws IOException if the file is not a whole safetensors file; says what is wrong with it
     */
    static Snapshot read(Path file, BufferAllocator allocator) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readAll(channel, length, file);
            long headerLength = length.getLong(0);
            if (headerLength < 2 || headerLength > Math.min(HEADER_LIMIT, channel.size() - 8)) {
                throw new IOException(file + ": the header must lie within the file, but its length=" + headerLength
                        + ", file=" + channel.size() + " bytes. It is no safetensors file, or a torn one.");
            }
            ByteBuffer json = ByteBuffer.allocate((int) headerLength);
            readAll(channel, json, file);
            JsonObject header =
                    Json.parse(StandardCharsets.UTF_8.decode(json.flip()).toString());
            if (header == null) {
                throw new IOException(
                        file + ": the header must be a JSON object. It is no safetensors file, or a torn one.");
            }
            return read(file, channel, 8 + headerLength, header, allocator);
        }
    }

    private static Snapshot read(
            Path file, FileChannel channel, long dataStart, JsonObject header, BufferAllocator allocator)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean done = false;
        try {
            for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
                if (!entry.getKey().equals(METADATA)) {
                    Entry described = describe(file, entry.getKey(), entry.getValue());
                    if (described.start() < 0
                            || described.end() - described.start()
                                    != described.type().bytes()
                            || dataStart + described.end() > channel.size()) {
                        throw new IOException(file + ": tensor \"" + entry.getKey()
                                + "\" must lie within the file, but bytes="
                                + described.start() + ".." + described.end() + ", type=" + described.type() + ", data="
                                + (channel.size() - dataStart) + " bytes. The file is torn.");
                    }
                    Tensor tensor = Tensor.allocate(allocator, described.type());
                    tensors.put(entry.getKey(), tensor);
                    channel.position(dataStart + described.start());
                    readAll(channel, tensor.bytes(), file);
                }
            }
            done = true;
            return new Snapshot(tensors);
        } finally {
            if (!done) {
                tensors.values().forEach(Tensor::close);
            }
        }
    }

    private record Entry(TensorType type, long start, long end) {}

    private static Entry describe(Path file, String name, JsonElement element) throws IOException {
        try {
            JsonObject description = element.getAsJsonObject();
            String dtype = description.get("dtype").getAsString();
            ElementType type = element(dtype);
            if (type == null) {
                throw new IOException(file + ": tensor \"" + name + "\" has dtype " + dtype
                        + ", expected one of F32, F64, BF16, U8, I32, I64. Convert it.");
            }
            List<Long> dims = new ArrayList<>();
            for (JsonElement dim : description.getAsJsonArray("shape")) {
                dims.add(dim.getAsLong());
            }
            JsonArray offsets = description.getAsJsonArray("data_offsets");
            return new Entry(
                    new TensorType(
                            type, Shape.of(dims.stream().mapToLong(d -> d).toArray())),
                    offsets.get(0).getAsLong(),
                    offsets.get(1).getAsLong());
        } catch (IllegalStateException
                | IllegalArgumentException
                | NullPointerException
                | IndexOutOfBoundsException
                | UnsupportedOperationException
                | ArithmeticException e) {
            throw new IOException(
                    file + ": the header must describe tensor \"" + name
                            + "\" by dtype, shape and data_offsets. It is no safetensors file.",
                    e);
        }
    }

    private static String name(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case BFLOAT16 -> "BF16";
            case UINT8 -> "U8";
            case INT32 -> "I32";
            case INT64 -> "I64";
        };
    }

    private static @Nullable ElementType element(String dtype) {
        for (ElementType type : ElementType.values()) {
            if (name(type).equals(dtype)) {
                return type;
            }
        }
        return null;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void readAll(FileChannel channel, ByteBuffer bytes, Path file) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException(file + ": ends early. The file is torn.");
            }
        }
    }
}
