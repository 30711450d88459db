package org.neocog.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.tensor.Shape;

/** A format whose files say what was asked for, and which refuses those that are called bad. */
record FakeFormat(String name) implements NetworkFormat {
    @Override
    public byte[] write(TrainedNetwork network, WriteOptions options) {
        return (name + " of " + network.name() + " " + options).getBytes(UTF_8);
    }

    @Override
    public ImportedNetwork read(Path file, ReadOptions options) {
        if (file.endsWith("bad.onnx")) {
            throw new ConfigException(Location.origin("bad.onnx"), "must be whole, but is not.");
        }
        Shape image = options.image().orElse(Shape.of(1, 28, 28));
        LayerDeclaration layer =
                new LayerDeclaration("fc", "dense", MappingNode.of("units", 10), List.of(), Location.NONE);
        return new ImportedNetwork(
                "net",
                new ModelSpec(image, List.of(layer)),
                10,
                Map.of("fc.bias", new ParameterValues(Shape.of(10), new float[10])),
                List.of("Something is otherwise."));
    }
}
