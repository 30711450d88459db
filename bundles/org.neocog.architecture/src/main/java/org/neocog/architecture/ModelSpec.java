package org.neocog.architecture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;

/**
 * A network as a list of layers, not yet resolved against the installed layer types. The last layer is the output.
 *
 * @param input shape of one image, {@code [C, H, W]}, or null where the data decides
 * @param layers in an order in which every layer comes after those that it reads
 * @param auxiliary further outputs, which only training has
 */
public record ModelSpec(@Nullable Shape input, List<LayerDeclaration> layers, List<AuxiliaryOutput> auxiliary) {
    public ModelSpec {
        layers = List.copyOf(layers);
        auxiliary = List.copyOf(auxiliary);
    }

    /** A network of one output. */
    public ModelSpec(@Nullable Shape input, List<LayerDeclaration> layers) {
        this(input, layers, List.of());
    }
}
