package org.neocog.optimizer.adaptive;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured Adagrad. With parameter p, gradient g, sum s (slot {@code sum}), learning rate lr, its decay delta, weight decay lambda and
 * step t from 1 on:
 *
 * <pre>
 * g += lambda p
 * s  = s + g^2
 * p -= lr / (1 + (t - 1) delta) g / (sqrt(s) + epsilon)
 * </pre>
 *
 * <p>Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12, 2011,
 * section 1.3 with the diagonal matrix.
 */
record AdagradOptimizer(double learningRate, double rateDecay, double initialSum, double epsilon, double weightDecay)
        implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        Value g = emit.decayed(gradient, parameter, weightDecay);
        Value old = rule.slot("sum", initialSum);
        Value sum = graph.add(old, emit.square(g));
        rule.update(old, sum);
        Value direction = graph.divide(g, emit.plus(emit.sqrt(sum), epsilon));
        return graph.subtract(parameter, graph.multiply(emit.full(rate(rule, emit)), direction));
    }

    private Value rate(UpdateRule rule, Emitter emit) {
        if (rateDecay == 0) {
            return rule.learningRate();
        }
        Value done = emit.plus(rule.step(), -1);
        return rule.graph().divide(rule.learningRate(), emit.plus(rule.graph().scale(done, rateDecay), 1));
    }
}
