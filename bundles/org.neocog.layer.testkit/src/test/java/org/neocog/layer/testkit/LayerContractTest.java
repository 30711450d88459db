package org.neocog.layer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Layers with one fault each are caught by the check that is for it, and a right one passes all. */
class LayerContractTest {
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final String REFUSAL = "scale \"layer\": the input must be [N, F], but input=[2]. Flatten it. [C1]";

    /** Multiplies features by a weight each. */
    private record ScaleLayer(String name, String help, LayerSpec spec) implements LayerType {
        @Override
        public String summary() {
            return "Multiplies features by a weight each.";
        }

        @Override
        public Schema schema() {
            return Schema.of(Option.number("gain", help).orElse(1.0));
        }

        @Override
        public LayerSpec create(Options options) {
            return spec;
        }
    }

    private static LayerType layer(LayerSpec spec) {
        return new ScaleLayer("scale", "nothing", spec);
    }

    private static Value scale(Lowering to, List<Value> inputs) {
        Value x = inputs.get(0);
        if (inputs.size() != 1 || x.shape().rank() != 2) {
            throw to.reject("C1", "the input must be [N, F]", "Flatten it.", "input", x.shape());
        }
        Value weight = to.parameter("weight", Shape.of(x.shape().dim(1)), Initialization.constant(1));
        return to.graph().multiply(x, to.graph().perChannel(weight, x.shape()));
    }

    private static LayerSpec after(BiFunction<Lowering, Value, Value> more) {
        return (to, inputs) -> more.apply(to, scale(to, inputs));
    }

    private static List<String> failures(LayerType type, String refusal) {
        LayerContract contract = new LayerContract() {
            @Override
            protected Backend backend() {
                return new ReferenceBackend();
            }

            @Override
            protected List<LayerClaims> layers() {
                return List.of(LayerClaims.of(type)
                        .makes(LayerCase.of(null, SHAPE, SHAPE).with("weight", 3))
                        .refuses(null, refusal, Shape.of(2)));
            }
        };
        List<String> failed = new ArrayList<>();
        tests(contract.contract()).forEach(test -> {
            try {
                test.getExecutable().execute();
            } catch (Throwable fault) {
                failed.add(test.getDisplayName().substring(0, 2));
            }
        });
        return failed;
    }

    private static Stream<DynamicTest> tests(Stream<? extends DynamicNode> nodes) {
        return nodes.flatMap(node -> node instanceof DynamicContainer container
                ? tests(container.getChildren())
                : Stream.of((DynamicTest) node));
    }

    @Test
    void passesARightLayer() {
        assertEquals(List.of(), failures(layer(LayerContractTest::scale), REFUSAL));
    }

    @Test
    void asksForACaseAndARefusal() {
        LayerContract contract = new LayerContract() {
            @Override
            protected Backend backend() {
                return new ReferenceBackend();
            }

            @Override
            protected List<LayerClaims> layers() {
                return List.of(LayerClaims.of(layer(LayerContractTest::scale)));
            }
        };
        List<DynamicTest> tests = tests(contract.contract()).toList();
        assertTrue(tests.get(0).getDisplayName().startsWith("K0"));
        try {
            tests.get(0).getExecutable().execute();
        } catch (Throwable fault) {
            assertEquals(
                    "scale: there must be a case and a refusal, but cases=0, refusals=0. Add them. [K0]",
                    fault.getMessage());
            return;
        }
        throw new AssertionError("no claims must not pass");
    }

    static Stream<Arguments> faults() {
        int[] calls = {0};
        return Stream.of(
                fault("K1", new ScaleLayer("Scale_It", "nothing", LayerContractTest::scale)),
                fault("K1", new ScaleLayer("scale", " ", LayerContractTest::scale)),
                fault("K2", layer(after((to, y) -> to.graph().reshape(y, Shape.of(3, 2))))),
                fault("K2", layer(after((to, y) -> to.graph().cast(y, ElementType.FLOAT64)))),
                fault("K2", layer(after((to, y) -> {
                    if (to.training()) {
                        to.statistic("count", Shape.of(3), 0);
                    }
                    return y;
                }))),
                fault("K3", layer(after((to, y) -> to.graph().scale(y, 1 + calls[0]++)))),
                fault("K4", layer(after(LayerContractTest::lessTheGreatestOfTheBatch))),
                fault("K5", layer(after((to, y) -> to.graph().unary(UnaryFunction.SIGN, y)))),
                fault("K7", layer((to, inputs) -> {
                    inputs.get(0).shape().dim(1);
                    return scale(to, inputs);
                })));
    }

    private static Value lessTheGreatestOfTheBatch(Lowering to, Value y) {
        GraphBuilder graph = to.graph();
        return graph.subtract(y, graph.perChannel(graph.reduce(ReduceFunction.MAX, y, List.of(0)), y.shape()));
    }

    private static Arguments fault(String check, LayerType type) {
        return Arguments.of(check, type);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void catchesALayerWithAFault(String check, LayerType type) {
        List<String> failed = failures(type, REFUSAL);
        assertTrue(failed.contains(check), () -> check + " must fail, but " + failed);
    }

    @Test
    void catchesAnotherMessage() {
        assertEquals(List.of("K6"), failures(layer(LayerContractTest::scale), REFUSAL.replace("[N, F]", "[N]")));
    }

    @Test
    void leavesFrozenValuesOutOfTheGradients() {
        LayerType type = layer((to, inputs) -> {
            Value y = scale(to, inputs);
            to.frozen("table", Shape.of(4), Initialization.constant(0));
            return y;
        });
        LayerCase made =
                LayerCase.of(Map.of("gain", 2), SHAPE, SHAPE).with("weight", 3).with("table", 4);
        LayerChecks checks = new LayerChecks(new ReferenceBackend(), type, 1);
        checks.makesOutputAndVariables(made);
        checks.hasGradientsThatFiniteDifferencesConfirm(made);
    }
}
