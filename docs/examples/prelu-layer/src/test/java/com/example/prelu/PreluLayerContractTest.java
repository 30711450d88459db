package com.example.prelu;

import java.util.List;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

/** What every layer must do: shapes, parameters, gradients by finite differences, refusals. It is claimed here, and checked by the kit. */
class PreluLayerContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(LayerClaims.of(new PreluLayer())
                .makes(LayerCase.of(null, Shape.of(2, 3, 4, 5), Shape.of(2, 3, 4, 5)).with("weight", 3))
                .makes(LayerCase.of(0.5, Shape.of(4, 6), Shape.of(4, 6)).with("weight", 6))
                .refuses(
                        null,
                        "prelu \"layer\": the input must have channels, but input=[]. Put it behind a layer that has some. [C1]",
                        Shape.of(4)));
    }
}
