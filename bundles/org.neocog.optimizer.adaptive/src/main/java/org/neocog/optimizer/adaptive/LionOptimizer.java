package org.neocog.optimizer.adaptive;

import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured Lion. With parameter p, gradient g, mean m (slot {@code mean}, 0 at first), learning rate lr and weight decay lambda:
 *
 * <pre>
 * p -= lr (sign(beta1 m + (1 - beta1) g) + lambda p)
 * m  = beta2 m + (1 - beta2) g
 * </pre>
 *
 * <p>Source: X. Chen and others, "Symbolic discovery of optimization algorithms", NeurIPS 2023, algorithm 2.
 */
record LionOptimizer(double learningRate, double beta1, double beta2, double weightDecay) implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        Value before = rule.slot("mean", 0);
        Value direction = rule.graph().unary(UnaryFunction.SIGN, emit.average(before, gradient, beta1));
        rule.update(before, emit.average(before, gradient, beta2));
        return emit.step(parameter, emit.decayed(direction, parameter, weightDecay));
    }
}
