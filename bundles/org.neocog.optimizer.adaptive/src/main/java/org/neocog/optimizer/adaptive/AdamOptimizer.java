package org.neocog.optimizer.adaptive;

import org.neocog.graph.BinaryFunction;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured Adam. With parameter p, gradient g, moments m and v (slots {@code mean} and {@code square}, 0 at first), learning rate lr,
 * weight decay lambda and step t from 1 on:
 *
 * <pre>
 * g += lambda p                                              (adam; adamw leaves g as it is)
 * m  = beta1 m + (1 - beta1) g
 * v  = beta2 v + (1 - beta2) g^2
 * w  = v                                                     (amsgrad: w = max(w, v), slot {@code maximum})
 * corrected   u = m / (1 - beta1^t) / (sqrt(w / (1 - beta2^t)) + epsilon)
 * efficient   u = m sqrt(1 - beta2^t) / (1 - beta1^t) / (sqrt(w) + epsilon)
 * p -= lr u                                                  (adamw: p -= lr (u + lambda p))
 * </pre>
 *
 * <p>The corrections are kept with amsgrad, as usual; its paper's algorithm 2 leaves them out.
 *
 * <p>Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1 and section 2; S. Reddi, S. Kale, S. Kumar,
 * "On the convergence of Adam and beyond", ICLR 2018, algorithm 2; I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR
 * 2019, algorithm 2, where the schedule's factor multiplies the decay, too.
 */
record AdamOptimizer(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean decoupled,
        boolean amsgrad,
        AdamForm form)
        implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        Value g = emit.decayed(gradient, parameter, decoupled ? 0 : weightDecay);
        Value mean = emit.moment("mean", g, beta1);
        Value square = emit.moment("square", emit.square(g), beta2);
        Value root = emit.sqrt(amsgrad ? greatest(rule, square) : square);
        Value direction = direction(emit, mean, root);
        return emit.step(
                parameter,
                decoupled && weightDecay != 0 ? graph.add(direction, graph.scale(parameter, weightDecay)) : direction);
    }

    private static Value greatest(UpdateRule rule, Value square) {
        Value before = rule.slot("maximum", 0);
        Value greatest = rule.graph().binary(BinaryFunction.MAXIMUM, before, square);
        rule.update(before, greatest);
        return greatest;
    }

    /** Scalars are divided before they are repeated: one division by element is enough. */
    private Value direction(Emitter emit, Value mean, Value root) {
        GraphBuilder graph = emit.graph();
        Value one = graph.splat(emit.rule().step().type(), 1);
        Value first = emit.biasCorrection(beta1);
        Value rootOfSecond = emit.sqrt(emit.biasCorrection(beta2));
        if (form == AdamForm.EFFICIENT) {
            Value scaled = graph.multiply(mean, emit.full(graph.divide(rootOfSecond, first)));
            return graph.divide(scaled, emit.plus(root, epsilon));
        }
        Value corrected = graph.multiply(mean, emit.full(graph.divide(one, first)));
        Value denominator = graph.multiply(root, emit.full(graph.divide(one, rootOfSecond)));
        return graph.divide(corrected, emit.plus(denominator, epsilon));
    }
}
