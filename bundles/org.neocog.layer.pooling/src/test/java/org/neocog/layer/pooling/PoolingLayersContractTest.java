package org.neocog.layer.pooling;

import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class PoolingLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new MaxPoolLayer())
                        .makes(LayerCase.of(2, Shape.of(2, 3, 2, 2), Shape.of(2, 3, 5, 4)))
                        .makes(LayerCase.of(
                                Map.of("size", 3, "stride", 2, "padding", 1, "ceil-mode", true),
                                Shape.of(2, 3, 4),
                                Shape.of(2, 3, 6)))
                        .refuses(
                                2,
                                "max-pool \"layer\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 10]. Change the layer before it. [C1]",
                                Shape.of(2, 10)),
                LayerClaims.of(new AveragePoolLayer())
                        .makes(LayerCase.of(2, Shape.of(2, 3, 2, 2), Shape.of(2, 3, 5, 4)))
                        .makes(LayerCase.of(
                                Map.of("size", 3, "stride", 2, "padding", 1, "ceil-mode", true, "count-padding", true),
                                Shape.of(2, 3, 4),
                                Shape.of(2, 3, 6)))
                        .refuses(
                                2,
                                "average-pool \"layer\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 10]. Change the layer before it. [C1]",
                                Shape.of(2, 10)),
                LayerClaims.of(new LpPoolLayer())
                        .makes(LayerCase.of(2, Shape.of(2, 3, 2, 2), Shape.of(2, 3, 5, 4)))
                        .makes(LayerCase.of(
                                Map.of("size", 3, "stride", 2, "padding", 1, "ceil-mode", true, "p", 3),
                                Shape.of(2, 3, 4),
                                Shape.of(2, 3, 6)))
                        .refuses(
                                2,
                                "lp-pool \"layer\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 10]. Change the layer before it. [C1]",
                                Shape.of(2, 10)),
                LayerClaims.of(new GlobalAveragePoolLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3), Shape.of(2, 3, 5, 4)))
                        .refuses(
                                null,
                                "global-average-pool \"layer\": the input must be [N, C, spatial..] with elements, but input=[2, 10]. Change the layer before it. [C1]",
                                Shape.of(2, 10)),
                LayerClaims.of(new SubsamplingLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 2, 2), Shape.of(2, 3, 5, 4))
                                .with("weight", 3)
                                .with("bias", 3))
                        .refuses(
                                null,
                                "subsampling \"layer\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 10]. Change the layer before it. [C1]",
                                Shape.of(2, 10)));
    }
}
