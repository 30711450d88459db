package org.neocog.optimizer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.UpdateRule;

/** A right optimizer keeps the contract; each wrong one breaks the claim that it is wrong in. */
class OptimizerContractTest {
    private static final Option<Double> RATE =
            Option.number("learning-rate", "size of a step").above(0);

    /** What the optimizers of this test differ in. */
    private interface Body {
        Value update(UpdateRule rule, Value parameter, Value gradient);
    }

    private record Type(Body body) implements OptimizerType {
        @Override
        public String name() {
            return "momentum";
        }

        @Override
        public String summary() {
            return "Gradient descent with momentum 0.5.";
        }

        @Override
        public Schema schema() {
            return Schema.of(RATE);
        }

        @Override
        public Optimizer create(Options options) {
            double rate = options.get(RATE);
            return new Optimizer() {
                @Override
                public double learningRate() {
                    return rate;
                }

                @Override
                public Value update(UpdateRule rule, Value parameter, Value gradient) {
                    return body.update(rule, parameter, gradient);
                }
            };
        }
    }

    private static Value velocity(UpdateRule rule, Value gradient, double momentum) {
        var b = rule.graph();
        Value slot = rule.slot("momentum", 0);
        Value next = b.add(b.scale(slot, momentum), gradient);
        rule.update(slot, next);
        return next;
    }

    private static Value minus(UpdateRule rule, Value parameter, Value step) {
        var b = rule.graph();
        return b.subtract(parameter, b.multiply(b.broadcastScalar(rule.learningRate(), parameter.shape()), step));
    }

    private static Body momentum(double momentum) {
        return (rule, parameter, gradient) -> minus(rule, parameter, velocity(rule, gradient, momentum));
    }

    private static double[] formula(
            int step, double rate, double[] parameter, double[] gradient, Map<String, double[]> memory) {
        double[] velocity = memory.computeIfAbsent("velocity", key -> new double[parameter.length]);
        for (int i = 0; i < parameter.length; i++) {
            velocity[i] = 0.5 * velocity[i] + gradient[i];
            parameter[i] -= rate * velocity[i];
        }
        return parameter;
    }

    private static List<String> broken(Body body) {
        List<String> broken = new ArrayList<>();
        OptimizerContract.of(new Type(body), Map.of("learning-rate", 0.1), new ReferenceBackend())
                .following(OptimizerContractTest::formula)
                .checks()
                .forEach(check -> {
                    try {
                        check.run();
                    } catch (AssertionError | RuntimeException e) {
                        broken.add(check.claim().replaceFirst(":.*", ""));
                    }
                });
        return broken;
    }

    @Test
    void aRightOneKeepsAll() {
        assertEquals(List.of(), broken(momentum(0.5)));
    }

    @Test
    void anotherRecurrenceIsCaught() {
        assertEquals(List.of("U10"), broken(momentum(0.49)));
    }

    @Test
    void aSlotThatIsNotSetIsCaught() {
        assertEquals(List.of("U3", "U10"), broken((rule, parameter, gradient) -> {
            Value slot = rule.slot("momentum", 0);
            return minus(rule, parameter, rule.graph().add(rule.graph().scale(slot, 0.5), gradient));
        }));
    }

    @Test
    void aStepWithoutRateIsCaught() {
        assertEquals(List.of("U5", "U10"), broken((rule, parameter, gradient) -> {
            Value step = velocity(rule, gradient, 0.5);
            return rule.graph().subtract(parameter, rule.graph().scale(step, 0.1));
        }));
    }

    @Test
    void climbingIsCaught() {
        assertEquals(
                List.of("U8", "U10"),
                broken((rule, parameter, gradient) ->
                        minus(rule, parameter, rule.graph().negate(velocity(rule, gradient, 0.5)))));
    }

    @Test
    void stateOutsideOfSlotsIsCaught() {
        int[] calls = {0};
        assertEquals(List.of("U3", "U4", "U7", "U10"), broken((rule, parameter, gradient) -> {
            Value slot = rule.slot("momentum" + calls[0]++, 0);
            rule.update(slot, gradient);
            return minus(rule, parameter, gradient);
        }));
    }
}
