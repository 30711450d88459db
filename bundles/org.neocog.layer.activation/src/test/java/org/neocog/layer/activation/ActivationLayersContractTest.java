package org.neocog.layer.activation;

import java.util.List;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class ActivationLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new ReluLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                        .refuses(
                                null,
                                "relu \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)),
                LayerClaims.of(new SigmoidLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                        .refuses(
                                null,
                                "sigmoid \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)),
                LayerClaims.of(new TanhLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                        .refuses(
                                null,
                                "tanh \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)),
                LayerClaims.of(new ScaledTanhLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                        .refuses(
                                null,
                                "scaled-tanh \"layer\": the layer must have one input, but inputs=2. Name one in from. [C0]",
                                Shape.of(2, 3),
                                Shape.of(2, 3)));
    }
}
