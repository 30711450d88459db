package org.neocog.optimizer.adaptive;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured RMSProp. With parameter p, gradient g, running means s of g^2 and a of g, velocity v (slots {@code square}, {@code mean}
 * and {@code momentum}, 0 at first), learning rate lr, momentum mu and weight decay lambda:
 *
 * <pre>
 * g += lambda p
 * s  = alpha s + (1 - alpha) g^2
 * a  = alpha a + (1 - alpha) g                     (centered only)
 * u  = g / (sqrt(s - a^2) + epsilon)               (not centered: a = 0)
 * v  = mu v + u                                    (without momentum: v = u)
 * p -= lr v
 * </pre>
 *
 * <p>Slots that are not used are not kept. The variance is taken as it comes: rounding may make it negative where a gradient is constant, and
 * then the next loss is NaN and the run says so, unless epsilon is large.
 *
 * <p>Source: T. Tieleman, G. Hinton, "Lecture 6.5: RMSProp", Coursera, 2012; centered: A. Graves, "Generating sequences with recurrent neural
 * networks", arXiv 1308.0850, 2013, equations 38 to 45.
 */
record RmsPropOptimizer(
        double learningRate, double alpha, double momentum, boolean centered, double epsilon, double weightDecay)
        implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        Value g = emit.decayed(gradient, parameter, weightDecay);
        Value square = emit.moment("square", emit.square(g), alpha);
        Value variance = centered ? graph.subtract(square, emit.square(emit.moment("mean", g, alpha))) : square;
        Value direction = graph.divide(g, emit.plus(emit.sqrt(variance), epsilon));
        if (momentum == 0) {
            return emit.step(parameter, direction);
        }
        Value before = rule.slot("momentum", 0);
        Value velocity = graph.add(graph.scale(before, momentum), direction);
        rule.update(before, velocity);
        return emit.step(parameter, velocity);
    }
}
