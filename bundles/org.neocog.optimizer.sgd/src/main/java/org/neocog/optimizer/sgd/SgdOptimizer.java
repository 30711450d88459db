package org.neocog.optimizer.sgd;

import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured stochastic gradient descent. With parameter p, gradient g, velocity v (slot {@code momentum}, 0 at first), learning
 * rate lr, momentum mu, dampening tau and weight decay lambda:
 *
 * <pre>
 * both    g += lambda p
 * torch   v  = mu v + (1 - tau) g      (first step: v = g)
 *         p -= lr v                    (Nesterov: p -= lr (g + mu v))
 * caffe   v' = mu v + lr g
 *         p -= v'                      (Nesterov: p -= (1 + mu) v' - mu v)
 * </pre>
 *
 * <p>At a constant learning rate the two forms agree. When it changes, torch's velocity is scaled by the new rate at once; caffe's
 * fades out at the old one. Without momentum there is no slot.
 *
 * <p>Source: B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; I. Sutskever, J. Martens, G. Dahl, G.
 * Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013, equations 1 to 4.
 */
record SgdOptimizer(
        double learningRate, double momentum, boolean nesterov, double dampening, double weightDecay, SgdForm form)
        implements Optimizer {
    private static final String VELOCITY = "momentum";

    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        GraphBuilder graph = rule.graph();
        Value decayed = weightDecay == 0 ? gradient : graph.add(gradient, graph.scale(parameter, weightDecay));
        Value rate = graph.broadcastScalar(rule.learningRate(), parameter.shape());
        if (momentum == 0) {
            return graph.subtract(parameter, graph.multiply(rate, decayed));
        }
        return switch (form) {
            case TORCH -> graph.subtract(parameter, graph.multiply(rate, torchDirection(rule, decayed)));
            case CAFFE -> graph.subtract(parameter, caffeStep(rule, graph.multiply(rate, decayed)));
        };
    }

    private Value torchDirection(UpdateRule rule, Value gradient) {
        GraphBuilder graph = rule.graph();
        Value before = rule.slot(VELOCITY, 0);
        Value added = dampening == 0 ? gradient : graph.multiply(undampedAtFirst(rule, gradient), gradient);
        Value velocity = graph.add(graph.scale(before, momentum), added);
        rule.update(before, velocity);
        return nesterov ? graph.add(gradient, graph.scale(velocity, momentum)) : velocity;
    }

    /** 1 in the first step, then {@code 1 - dampening}: in the shape of the gradient. */
    private Value undampedAtFirst(UpdateRule rule, Value gradient) {
        GraphBuilder graph = rule.graph();
        Value step = rule.step();
        Value one = graph.splat(step.type(), 1);
        Value isFirst = graph.compare(Comparison.EQUAL, step, one);
        Value share = graph.select(isFirst, one, graph.splat(step.type(), 1 - dampening));
        return graph.broadcastScalar(share, gradient.shape());
    }

    private Value caffeStep(UpdateRule rule, Value scaledGradient) {
        GraphBuilder graph = rule.graph();
        Value before = rule.slot(VELOCITY, 0);
        Value kept = graph.scale(before, momentum);
        Value velocity = graph.add(kept, scaledGradient);
        rule.update(before, velocity);
        return nesterov ? graph.subtract(graph.scale(velocity, 1 + momentum), kept) : velocity;
    }
}
