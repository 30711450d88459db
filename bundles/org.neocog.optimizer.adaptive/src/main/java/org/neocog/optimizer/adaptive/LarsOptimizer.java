package org.neocog.optimizer.adaptive;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured LARS. With parameter p, gradient g, velocity v (slot {@code momentum}, 0 at first), learning rate lr, momentum mu, trust
 * coefficient eta and weight decay lambda, norms over all elements of one parameter:
 *
 * <pre>
 * local = eta |p| / (|g| + lambda |p| + epsilon)   (1 where |p| or |g| is 0)
 * v     = mu v + lr local (g + lambda p)
 * p    -= v
 * </pre>
 *
 * <p>With {@code adapt-vectors: false} parameters of one dimension, such as biases and those of normalization, have a local rate of 1 and no
 * weight decay.
 *
 * <p>Source: Y. You, I. Gitman, B. Ginsburg, "Large batch training of convolutional networks", arXiv 1708.03888, 2017, equations 5 and 6,
 * algorithm 1.
 */
record LarsOptimizer(
        double learningRate, double momentum, double trust, double epsilon, double weightDecay, boolean adaptVectors)
        implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        boolean plain = !adaptVectors && parameter.shape().rank() <= 1;
        Value rate =
                plain ? rule.learningRate() : graph.multiply(rule.learningRate(), local(emit, parameter, gradient));
        Value direction = plain ? gradient : emit.decayed(gradient, parameter, weightDecay);
        Value step = graph.multiply(emit.full(rate), direction);
        if (momentum == 0) {
            return graph.subtract(parameter, step);
        }
        Value before = rule.slot("momentum", 0);
        Value velocity = graph.add(graph.scale(before, momentum), step);
        rule.update(before, velocity);
        return graph.subtract(parameter, velocity);
    }

    private Value local(Emitter emit, Value parameter, Value gradient) {
        GraphBuilder graph = emit.graph();
        Value ofParameter = emit.norm(parameter);
        Value ofGradient = emit.norm(gradient);
        Value denominator = emit.plus(emit.decayed(ofGradient, ofParameter, weightDecay), epsilon);
        return emit.whereNonZero(ofParameter, ofGradient, graph.divide(graph.scale(ofParameter, trust), denominator));
    }
}
