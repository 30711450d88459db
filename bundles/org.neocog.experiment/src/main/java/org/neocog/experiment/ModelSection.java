package org.neocog.experiment;

import java.util.List;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.MappingNode;
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
     * @param network the layers in order, blocks written out, each after those it reads; as they are read their options have every default
     *     explicit
     */
    record Layers(ModelSpec network) implements ModelSection {
        /** The layers in order. */
        public List<LayerDeclaration> layers() {
            return network.layers();
        }

        /** The section as it would stand in a config; reading it gives the same network. */
        public MappingNode toNode() {
            return ModelReader.toNode(network);
        }
    }
}
