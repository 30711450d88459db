package org.neocog.optimizer.sgd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** Steps of an optimizer on one float64 number: everything is a constant, so that simplifying the graph computes it. */
final class ScalarRule {
    private static final TensorType TYPE = TensorType.scalar(ElementType.FLOAT64);

    private final Optimizer optimizer;
    private final Map<String, Double> slots = new LinkedHashMap<>();
    private double parameter;
    private int step;

    ScalarRule(Optimizer optimizer, double parameter) {
        this.optimizer = optimizer;
        this.parameter = parameter;
    }

    /** The parameter after one more step. */
    double step(double learningRate, double gradient) {
        step++;
        GraphBuilder builder = new GraphBuilder("step");
        Map<String, Value> declared = new LinkedHashMap<>();
        Map<String, Value> next = new LinkedHashMap<>();
        UpdateRule rule = new UpdateRule() {
            @Override
            public GraphBuilder graph() {
                return builder;
            }

            @Override
            public Value learningRate() {
                return builder.splat(TYPE, learningRate);
            }

            @Override
            public Value step() {
                return builder.splat(TYPE, step);
            }

            @Override
            public Value slot(String name, double initial) {
                return declared.computeIfAbsent(
                        name, n -> builder.splat(TYPE, slots.computeIfAbsent(n, missing -> initial)));
            }

            @Override
            public void update(Value slot, Value value) {
                declared.forEach((name, known) -> {
                    if (known == slot) {
                        next.merge(name, value, (first, second) -> {
                            throw new IllegalStateException(name + " is set twice");
                        });
                    }
                });
            }
        };
        builder.output(
                "parameter", optimizer.update(rule, builder.splat(TYPE, parameter), builder.splat(TYPE, gradient)));
        next.forEach(builder::output);
        Graph folded = Transformations.simplify(builder.build());
        slots.replaceAll((name, value) -> number(folded, name));
        parameter = number(folded, "parameter");
        return parameter;
    }

    /** What the slots hold by name. */
    Map<String, Double> slots() {
        return slots;
    }

    private static double number(Graph folded, String output) {
        ConstantData data =
                ((SourceOp.Constant) folded.outputs().get(output).node().op()).data();
        return data.get(0);
    }
}
