package org.neocog.layer.core;

import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class CoreLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new DenseLayer())
                        .makes(LayerCase.of(4, Shape.of(3, 4), Shape.of(3, 5))
                                .with("weight", 4, 5)
                                .with("bias", 4))
                        .makes(LayerCase.of(Map.of("units", 4, "bias", false), Shape.of(3, 4), Shape.of(3, 5))
                                .with("weight", 4, 5))
                        .refuses(
                                4,
                                "dense \"layer\": the input must be [N, F], but input=[3, 2, 2]. Put flatten before it. [C1]",
                                Shape.of(2, 3, 2, 2)),
                LayerClaims.of(new FlattenLayer())
                        .makes(LayerCase.of(null, Shape.of(3, 8), Shape.of(3, 2, 2, 2)))
                        .refuses(
                                null,
                                "flatten \"layer\": the input must be [N, ..], but input=[]. Change the layer before it. [C1]",
                                Shape.of()),
                LayerClaims.of(new PadLayer())
                        .makes(LayerCase.of(List.of(1, 2), Shape.of(2, 3, 5, 8), Shape.of(2, 3, 3, 4)))
                        .makes(LayerCase.of(
                                Map.of("amount", List.of(0, 1), "mode", "edge"), Shape.of(2, 3, 4), Shape.of(2, 3, 3)))
                        .refuses(
                                1,
                                "pad \"layer\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 3]. Change the layer before it. [C1]",
                                Shape.of(2, 3)),
                LayerClaims.of(new SoftmaxLayer())
                        .makes(LayerCase.of(null, Shape.of(3, 5), Shape.of(3, 5)))
                        .refuses(
                                null,
                                "softmax \"layer\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                                Shape.of(2)),
                LayerClaims.of(new RbfLayer())
                        .makes(LayerCase.of(10, Shape.of(2, 10), Shape.of(2, 84)))
                        .refuses(
                                null,
                                "rbf \"layer\": the input must be [N, 84], but input=[120]. Put a dense layer of 84 units before it. [C1]",
                                Shape.of(2, 120)));
    }
}
