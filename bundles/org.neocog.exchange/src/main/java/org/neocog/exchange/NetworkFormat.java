package org.neocog.exchange;

import java.nio.file.Path;
import java.util.Optional;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A format of files that hold a network and its weights. Implemented by plug-ins, as services with the property {@link #NAME}; made at
 * their first use, so that whoever doesn't exchange networks pays nothing. Threading: stateless.
 */
@ConsumerType
public interface NetworkFormat {
    /** Service property: the format's name, such as {@code onnx}. */
    String NAME = "neocog.exchange.format";

    /**
     * How a file is written.
     *
     * @param foldBatchNormalization whether a batch normalization becomes part of the convolution before it, where that is all that reads it
     * @param batch images in a batch, or 0 for any number
     */
    record WriteOptions(boolean foldBatchNormalization, int batch) {}

    /**
     * How a file is read.
     *
     * @param image shape of one image, {@code [C, H, W]}, for files that leave it open
     * @param output the output that is taken, for files that have several
     */
    record ReadOptions(Optional<Shape> image, Optional<String> output) {}

    /**
     * The bytes of a file with this network.
     *
     * @throws org.neocog.config.ConfigException if the format has no counterpart to an op of the network; names all of those ops
     */
    byte[] write(TrainedNetwork network, WriteOptions options);

    /**
     * The network of a file as layers, for any number of images.
     *
     * @throws org.neocog.config.ConfigException if it is no whole file of the format, or has what no layer can do; names all of that
     */
    ImportedNetwork read(Path file, ReadOptions options);
}
