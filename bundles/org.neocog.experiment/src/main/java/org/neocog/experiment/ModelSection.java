package org.neocog.experiment;

import java.util.List;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.config.PlugInConfig;

/** Section {@code model}: a published network by name, or a list of layers. */
public sealed interface ModelSection {
    /**
     * {@code {architecture: lenet5, variant: modern}}.
     *
     * @param architecture the architecture and its options, kind {@code architecture}
     */
    record Named(PlugInConfig architecture) implements ModelSection {}

    /**
     * {@code {layers: [{conv2d: {filters: 6, kernel: 5}}, tanh, ...]}}.
     *
     * @param layers the layers in order, each after those it reads; their options have every default explicit
     */
    record Layers(List<LayerDeclaration> layers) implements ModelSection {
        /** Copies the list. */
        public Layers {
            layers = List.copyOf(layers);
        }
    }
}
