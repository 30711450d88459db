package org.neocog.layer.merge;

import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

class MergeLayersContractTest extends LayerContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    @Override
    protected List<LayerClaims> layers() {
        return List.of(
                LayerClaims.of(new AddLayer())
                        .makes(LayerCase.of(null, Shape.of(2, 3, 2), Shape.of(2, 3, 2), Shape.of(2, 3, 2)))
                        .makes(LayerCase.of(null, Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3)))
                        .refuses(
                                null,
                                "add \"layer\": the inputs must have one shape, but inputs=[[3], [4]]. Project one of them by a 1x1 convolution. [C2]",
                                Shape.of(2, 3),
                                Shape.of(2, 4)),
                LayerClaims.of(new ConcatenateLayer())
                        .makes(LayerCase.of(
                                null,
                                Shape.of(2, 6, 3, 3),
                                Shape.of(2, 1, 3, 3),
                                Shape.of(2, 2, 3, 3),
                                Shape.of(2, 3, 3, 3)))
                        .makes(LayerCase.of(Map.of("axis", 2), Shape.of(2, 1, 5), Shape.of(2, 1, 3), Shape.of(2, 1, 2)))
                        .refuses(
                                null,
                                "concatenate \"layer\": the shapes of the inputs must differ along the axis only, but inputs=[[3, 8], [4, 9]], axis=1. Give the branches one stride and padding that keeps the size. [C3]",
                                Shape.of(2, 3, 8),
                                Shape.of(2, 4, 9)),
                LayerClaims.of(new ZeroPadShortcutLayer())
                        .makes(LayerCase.of(5, Shape.of(2, 5, 3, 2), Shape.of(2, 2, 5, 4)))
                        .makes(LayerCase.of(Map.of("channels", 2, "stride", 1), Shape.of(2, 2, 4), Shape.of(2, 2, 4)))
                        .refuses(
                                4,
                                "zero-pad-shortcut \"layer\": channels must be at least inChannels, but channels=4, inChannels=8. Use a 1x1 convolution to have fewer. [C2]",
                                Shape.of(2, 8, 3, 3)));
    }
}
