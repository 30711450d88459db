package org.neocog.exchange.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.layer.testkit.LayerCase;
import org.neocog.layer.testkit.LayerClaims;
import org.neocog.layer.testkit.LayerContract;
import org.neocog.tensor.Shape;

/** Operators as layers, above all their gradients, which ONNX's own tests do not look at. */
class OnnxLayerContractTest extends LayerContract {
    private static final Shape VECTORS = Shape.of(2, 5);
    private static final Shape IMAGES = Shape.of(2, 4, 6, 5);

    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }

    private static Map<String, Object> parameter(String name, Integer... shape) {
        return Map.of("parameter", name, "shape", List.of(shape));
    }

    private static Map<String, Object> of(String operator, Map<String, ?> attributes, Object... inputs) {
        return inputs.length == 0
                ? Map.of("operator", operator, "attributes", attributes)
                : Map.of("operator", operator, "attributes", attributes, "inputs", List.of(inputs));
    }

    private static Map<String, Object> newer(Map<String, Object> options) {
        Map<String, Object> changed = new HashMap<>(options);
        changed.put("opset", 21);
        return changed;
    }

    @Override
    protected List<LayerClaims> layers() {
        LayerClaims claims = LayerClaims.of(new OnnxLayer());
        for (String activation : List.of(
                "LeakyRelu",
                "Elu",
                "Selu",
                "Celu",
                "Softplus",
                "Softsign",
                "Erf",
                "Tanh",
                "Sigmoid",
                "Exp",
                "Neg",
                "HardSwish")) {
            claims = claims.makes(LayerCase.of(activation, VECTORS, VECTORS));
        }
        return List.of(refusals(matrices(normalizations(windows(claims.makes(
                        LayerCase.of(newer(of("Gelu", Map.of())), VECTORS, VECTORS))
                .makes(LayerCase.of(newer(of("Gelu", Map.of("approximate", "tanh"))), VECTORS, VECTORS))
                .makes(LayerCase.of(of("ThresholdedRelu", Map.of("alpha", 0.1)), VECTORS, VECTORS))
                .makes(LayerCase.of(of("PRelu", Map.of(), "edge", parameter("weight", 4, 1, 1)), IMAGES, IMAGES)
                        .with("weight", 4, 1, 1))
                .makes(LayerCase.of("Mul", VECTORS, VECTORS, VECTORS))
                .makes(LayerCase.of("Mul", IMAGES, IMAGES, Shape.of(2, 4, 1, 1)))
                .makes(LayerCase.of(
                        of(
                                "Slice",
                                Map.of(),
                                "edge",
                                Map.of("integers", -1),
                                Map.of("integers", -99),
                                Map.of("integers", 1),
                                Map.of("integers", -2)),
                        Shape.of(2, 3),
                        VECTORS)))))));
    }

    private static LayerClaims refusals(LayerClaims claims) {
        return claims.refuses(
                        "Relo",
                        "operator must be one that can be imported, but is Relo; did you mean Relu? [C1]",
                        VECTORS)
                .refuses(
                        of("Relu", Map.of(), "edge", "edge"),
                        "onnx \"layer\": the layer must read as many others as it has inputs that are edges, but"
                                + " from=1, edges=2. Name them in from. [C0]",
                        VECTORS)
                .refuses(
                        of("Softmax", Map.of("axis", 7)),
                        "onnx \"layer\": Softmax: an axis must be within the rank, but axis=7, rank=2. See Softmax"
                                + " in ONNX's list of operators. [C2]",
                        VECTORS);
    }

    private static LayerClaims windows(LayerClaims claims) {
        Map<String, Object> gaps =
                Map.of("kernel_shape", List.of(2, 2), "dilations", List.of(2, 3), "pads", List.of(1, 0, 1, 0));
        Shape pooled = Shape.of(2, 4, 6, 2);
        return claims.makes(LayerCase.of(of("MaxPool", gaps), pooled, IMAGES))
                .makes(LayerCase.of(of("AveragePool", gaps), pooled, IMAGES))
                .makes(LayerCase.of(of("LpPool", gaps), pooled, IMAGES))
                .makes(LayerCase.of("GlobalAveragePool", Shape.of(2, 4, 1, 1), IMAGES))
                .makes(LayerCase.of("GlobalMaxPool", Shape.of(2, 4, 1, 1), IMAGES))
                .makes(LayerCase.of(
                        of(
                                "Pad",
                                Map.of("mode", "reflect"),
                                "edge",
                                Map.of("integers", List.of(0, 0, 1, 2, 0, 0, 0, 1))),
                        Shape.of(2, 4, 7, 8),
                        IMAGES))
                .makes(LayerCase.of(
                                of(
                                        "ConvTranspose",
                                        Map.of("strides", List.of(2, 2)),
                                        "edge",
                                        parameter("weight", 4, 3, 2, 2),
                                        parameter("bias", 3)),
                                Shape.of(2, 3, 12, 10),
                                IMAGES)
                        .with("weight", 4, 3, 2, 2)
                        .with("bias", 3));
    }

    private static LayerClaims normalizations(LayerClaims claims) {
        return claims.makes(LayerCase.of(
                                of(
                                        "InstanceNormalization",
                                        Map.of(),
                                        "edge",
                                        parameter("weight", 4),
                                        parameter("bias", 4)),
                                IMAGES,
                                IMAGES)
                        .with("weight", 4)
                        .with("bias", 4))
                .makes(LayerCase.of(
                                of(
                                        "LayerNormalization",
                                        Map.of("axis", 1),
                                        "edge",
                                        parameter("weight", 5),
                                        parameter("bias", 5)),
                                VECTORS,
                                VECTORS)
                        .with("weight", 5)
                        .with("bias", 5))
                .makes(LayerCase.of(
                                newer(of(
                                        "GroupNormalization",
                                        Map.of("num_groups", 2),
                                        "edge",
                                        parameter("weight", 4),
                                        parameter("bias", 4))),
                                IMAGES,
                                IMAGES)
                        .with("weight", 4)
                        .with("bias", 4))
                .makes(LayerCase.of(of("LpNormalization", Map.of("axis", 1)), VECTORS, VECTORS));
    }

    private static LayerClaims matrices(LayerClaims claims) {
        return claims.makes(LayerCase.of(
                                of("MatMul", Map.of(), "edge", parameter("weight", 5, 3)), Shape.of(2, 4, 6, 3), IMAGES)
                        .with("weight", 5, 3))
                .makes(LayerCase.of(
                        of("ReduceMax", Map.of("axes", List.of(1), "keepdims", 0)), Shape.of(2, 6, 5), IMAGES))
                .makes(LayerCase.of(
                        of("Split", Map.of("axis", 1), "edge", Map.of("integers", List.of(2, 3))),
                        Shape.of(2, 2),
                        VECTORS));
    }
}
