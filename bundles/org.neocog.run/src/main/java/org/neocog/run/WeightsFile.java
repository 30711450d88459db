package org.neocog.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.exchange.ParameterValues;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Writes values from outside of any run as a file of weights. */
final class WeightsFile {
    private WeightsFile() {}

    /** @throws RunException if the file can't be written */
    static void write(Path file, Map<String, ParameterValues> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (BufferAllocator allocator = NeocogAllocators.root("weights " + file, Long.MAX_VALUE)) {
            try {
                values.forEach((name, each) -> tensors.put(name, tensor(allocator, each)));
                Files.createDirectories(file.toAbsolutePath().getParent());
                AtomicFiles.write(file, channel -> Safetensors.write(channel, tensors));
            } catch (IOException e) {
                throw new RunException(
                        "weights: " + file + " must be writable, but " + RunFolder.reason(e) + ". Check the path.", e);
            } finally {
                tensors.values().forEach(Tensor::close);
            }
        }
    }

    private static Tensor tensor(BufferAllocator allocator, ParameterValues values) {
        Tensor tensor = Tensor.allocate(allocator, new TensorType(ElementType.FLOAT32, values.shape()));
        tensor.bytes().asFloatBuffer().put(values.values());
        return tensor;
    }
}
