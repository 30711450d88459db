package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Bytes of tensors that lie in files beside a model. A file must be in the folder of the model or below it, also behind links.
 *
 * @param folder that of the model
 */
record ExternalData(Path folder) {
    /** The bytes of a tensor, of which there must be {@code size}. */
    ByteBuffer read(TensorProto tensor, long size) {
        Map<String, String> entries = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
        String location = entries.getOrDefault("location", "");
        long offset = number(tensor, entries, "offset", 0);
        long length = number(tensor, entries, "length", size);
        if (length != size) {
            throw new OperatorException(
                    "a tensor must have as many bytes as its shape needs",
                    "tensor",
                    tensor.getName(),
                    "needs",
                    size,
                    "length",
                    length);
        }
        return bytes(tensor, location, offset, Math.toIntExact(size));
    }

    private ByteBuffer bytes(TensorProto tensor, String location, long offset, int size) {
        Path file = inside(tensor, location);
        try (FileChannel channel = FileChannel.open(file)) {
            if (offset < 0 || offset > channel.size() - size) {
                throw new EOFException("offset=" + offset + ", length=" + size + ", file=" + channel.size() + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException("it became shorter");
                }
            }
            return bytes.flip();
        } catch (IOException e) {
            throw unreadable(tensor, location, e);
        }
    }

    private Path inside(TensorProto tensor, String location) {
        try {
            Path relative = Path.of(location);
            Path folderOf = folder.toAbsolutePath().toRealPath();
            Path file = folderOf.resolve(relative);
            boolean stays = !location.isEmpty()
                    && !relative.isAbsolute()
                    && file.normalize().startsWith(folderOf)
                    && file.toRealPath().startsWith(folderOf);
            if (!stays) {
                throw new OperatorException(
                        "data beside the file must lie in its folder",
                        "tensor",
                        tensor.getName(),
                        "location",
                        location);
            }
            return file;
        } catch (IOException | InvalidPathException e) {
            throw unreadable(tensor, location, e);
        }
    }

    private static OperatorException unreadable(TensorProto tensor, String location, Exception e) {
        OperatorException refusal = new OperatorException(
                "data beside the file must be readable",
                "tensor",
                tensor.getName(),
                "location",
                location,
                "reason",
                e instanceof NoSuchFileException ? "it is not there" : String.valueOf(e.getMessage()));
        refusal.initCause(e);
        return refusal;
    }

    private static long number(TensorProto tensor, Map<String, String> entries, String key, long otherwise) {
        String text = entries.get(key);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new OperatorException(
                    "place and length of data must be numbers", "tensor", tensor.getName(), key, text);
        }
    }
}
