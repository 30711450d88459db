package org.neocog.run;

import java.util.List;
import org.neocog.tensor.Shape;

/**
 * What a network is made of, per image.
 *
 * @param input shape of one image
 * @param parameters number of values in parameters
 * @param trainableParameters those that the optimizer changes
 * @param macs multiplications of convolutions and matrix products
 * @param activationBytes bytes of all layer outputs
 */
public record Plan(
        String name,
        Shape input,
        long parameters,
        long trainableParameters,
        long macs,
        long activationBytes,
        List<Layer> layers,
        List<Part> parts) {
    public Plan {
        layers = List.copyOf(layers);
        parts = List.copyOf(parts);
    }

    /**
     * One layer.
     *
     * @param output shape per image: {@code [C, H, W]} or {@code [F]}
     * @param receptiveField side in pixels of the part of the input that one output sees: height, for square ones both
     */
    public record Layer(
            String name,
            String type,
            Shape output,
            long parameters,
            long macs,
            long receptiveField,
            long activationBytes) {}

    /**
     * Which bundle offers a part.
     *
     * @param kind {@code layer}, {@code optimizer}, {@code backend}, ...
     * @param bundle symbolic name and version; {@code missing} if none is installed
     */
    public record Part(String kind, String name, String bundle) {}
}
