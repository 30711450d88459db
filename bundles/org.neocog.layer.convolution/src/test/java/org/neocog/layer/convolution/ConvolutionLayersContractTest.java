package org.neocog.layer.convolution;

import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class ConvolutionLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new Conv1dLayer())
                        .makes(LayerCase.of(
                                        Map.of("filters", 4, "kernel", 3, "stride", 2),
                                        Shape.of(2, 4, 3),
                                        Shape.of(2, 2, 7))
                                .with("weight", 4, 2, 3)
                                .with("bias", 4))
                        .refuses(
                                Map.of("filters", 4, "kernel", 3),
                                "conv1d \"layer\": the input must be [N, C, W], but input=[2, 3]. Change the layer before it. [C1]",
                                Shape.of(2, 3)),
                LayerClaims.of(new Conv2dLayer())
                        .makes(LayerCase.of(
                                        Map.of("filters", 4, "kernel", 3, "padding", 1),
                                        Shape.of(2, 4, 5, 6),
                                        Shape.of(2, 3, 5, 6))
                                .with("weight", 4, 3, 3, 3)
                                .with("bias", 4))
                        .makes(LayerCase.of(
                                        Map.of("filters", 4, "kernel", List.of(1, 2), "groups", 2, "bias", false),
                                        Shape.of(2, 4, 5, 5),
                                        Shape.of(2, 6, 5, 6))
                                .with("weight", 4, 3, 1, 2))
                        .makes(LayerCase.of(
                                        Map.of(
                                                "filters",
                                                2,
                                                "kernel",
                                                2,
                                                "connections",
                                                List.of(List.of(0), List.of(0, 2))),
                                        Shape.of(2, 2, 2, 2),
                                        Shape.of(2, 3, 3, 3))
                                .with("weight", 3, 2, 2)
                                .with("bias", 2))
                        .makes(LayerCase.of(
                                        Map.of("filters", 2, "kernel", 3, "trainable", false),
                                        Shape.of(2, 2, 2, 2),
                                        Shape.of(2, 3, 4, 4))
                                .with("weight", 2, 3, 3, 3)
                                .with("bias", 2))
                        .refuses(
                                Map.of("filters", 6, "kernel", 1, "groups", 3),
                                "conv2d \"layer\": groups must divide inChannels, but groups=3, inChannels=4. Change groups, or the channels of the layer before it. [C2]",
                                Shape.of(2, 4, 5, 5))
                        .refuses(
                                Map.of("filters", 6, "kernel", 3),
                                "conv2d \"layer\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                                Shape.of(2, 4, 2, 5)),
                LayerClaims.of(new Conv3dLayer())
                        .makes(LayerCase.of(
                                        Map.of("filters", 2, "kernel", 2),
                                        Shape.of(2, 2, 1, 2, 3),
                                        Shape.of(2, 2, 2, 3, 4))
                                .with("weight", 2, 2, 2, 2, 2)
                                .with("bias", 2))
                        .refuses(
                                Map.of("filters", 4, "kernel", 3),
                                "conv3d \"layer\": the input must be [N, C, D, H, W], but input=[2, 3, 4, 4]. Change the layer before it. [C1]",
                                Shape.of(2, 3, 4, 4)),
                LayerClaims.of(new DepthwiseConv2dLayer())
                        .makes(LayerCase.of(
                                        Map.of("kernel", 3, "multiplier", 2, "stride", 2),
                                        Shape.of(2, 6, 2, 2),
                                        Shape.of(2, 3, 5, 5))
                                .with("weight", 6, 1, 3, 3)
                                .with("bias", 6))
                        .refuses(
                                3,
                                "depthwise-conv2d \"layer\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                                Shape.of(2, 4, 2, 5)),
                LayerClaims.of(new SeparableConv2dLayer())
                        .makes(LayerCase.of(
                                        Map.of("filters", 4, "kernel", 3, "padding", "same"),
                                        Shape.of(2, 4, 5, 5),
                                        Shape.of(2, 3, 5, 5))
                                .with("depthwise.weight", 3, 1, 3, 3)
                                .with("pointwise.weight", 4, 3, 1, 1)
                                .with("pointwise.bias", 4))
                        .refuses(
                                Map.of("filters", 6, "kernel", 3),
                                "separable-conv2d \"layer\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                                Shape.of(2, 4, 2, 5)),
                LayerClaims.of(new LocallyConnected2dLayer())
                        .makes(LayerCase.of(
                                        Map.of("filters", 2, "kernel", 3, "padding", 1, "stride", 2),
                                        Shape.of(2, 2, 3, 2),
                                        Shape.of(2, 3, 5, 4))
                                .with("weight", 3, 2, 2, 3, 3, 3)
                                .with("bias", 2, 3, 2))
                        .refuses(
                                Map.of("filters", 6, "kernel", 3),
                                "locally-connected2d \"layer\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                                Shape.of(2, 4, 2, 5)),
                LayerClaims.of(new UnfoldLayer())
                        .makes(LayerCase.of(
                                Map.of("kernel", List.of(2, 3), "dilation", List.of(2, 1)),
                                Shape.of(2, 18, 6),
                                Shape.of(2, 3, 4, 5)))
                        .refuses(
                                3,
                                "unfold \"layer\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                                Shape.of(2, 4, 2, 5)));
    }
}
