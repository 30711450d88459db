package org.neocog.layer.normalization;

import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class NormalizationLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new BatchNormLayer())
                        .makes(LayerCase.of(null, Shape.of(3, 4), Shape.of(3, 4))
                                .with("weight", 4)
                                .with("bias", 4)
                                .with("running_mean", 4)
                                .with("running_var", 4))
                        .makes(LayerCase.of(Map.of("affine", false), Shape.of(2, 3, 2, 2), Shape.of(2, 3, 2, 2))
                                .with("running_mean", 3)
                                .with("running_var", 3))
                        .refuses(
                                null,
                                "batch-norm \"layer\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                                Shape.of(2))
                        .refuses(
                                null,
                                "batch-norm \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)),
                LayerClaims.of(new LocalResponseNormLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 7, 2, 2), Shape.of(2, 7, 2, 2)))
                        .makes(LayerCase.of(
                                Map.of("size", 3, "alpha", 1, "k", 2, "divide-by-size", false),
                                Shape.of(2, 4),
                                Shape.of(2, 4)))
                        .refuses(
                                3,
                                "local-response-norm \"layer\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                                Shape.of(2)),
                LayerClaims.of(new DropoutLayer())
                        .makes(LayerCase.of(0.5, Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                        .refuses(
                                null,
                                "dropout \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)));
    }
}
