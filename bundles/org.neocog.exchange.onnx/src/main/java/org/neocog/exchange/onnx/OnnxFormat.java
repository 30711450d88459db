package org.neocog.exchange.onnx;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat;
import org.neocog.exchange.TrainedNetwork;
import org.osgi.service.component.annotations.Component;

/** ONNX files. */
@Component(service = NetworkFormat.class, property = NetworkFormat.NAME + "=onnx")
public final class OnnxFormat implements NetworkFormat {
    @Override
    public byte[] write(TrainedNetwork network, WriteOptions options) {
        return OnnxWriter.write(network, options).toByteArray();
    }

    @Override
    public ImportedNetwork read(Path file, ReadOptions options) {
        return OnnxReader.read(file, options);
    }

    /** {@code Foo (3), Bar (1)}. */
    static String counted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
