package org.neocog.optimizer.adaptive;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured Adadelta. With parameter p, gradient g, running means s of g^2 and d of squared steps (slots {@code square} and {@code
 * delta}, 0 at first), learning rate lr (1 in the paper) and weight decay lambda:
 *
 * <pre>
 * g += lambda p
 * s  = rho s + (1 - rho) g^2
 * u  = sqrt(d + epsilon) / sqrt(s + epsilon) g
 * d  = rho d + (1 - rho) u^2
 * p -= lr u
 * </pre>
 *
 * <p>Source: M. Zeiler, "ADADELTA: an adaptive learning rate method", arXiv 1212.5701, 2012, algorithm 1.
 */
record AdadeltaOptimizer(double learningRate, double rho, double epsilon, double weightDecay) implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        Value g = emit.decayed(gradient, parameter, weightDecay);
        Value square = emit.moment("square", emit.square(g), rho);
        Value before = rule.slot("delta", 0);
        Value ratio = graph.divide(emit.sqrt(emit.plus(before, epsilon)), emit.sqrt(emit.plus(square, epsilon)));
        Value delta = graph.multiply(ratio, g);
        rule.update(before, emit.average(before, emit.square(delta), rho));
        return emit.step(parameter, delta);
    }
}
