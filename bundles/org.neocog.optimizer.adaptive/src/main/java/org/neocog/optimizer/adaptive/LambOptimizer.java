package org.neocog.optimizer.adaptive;

import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;

/**
 * One configured LAMB. With parameter p, gradient g, moments m and v (slots {@code mean} and {@code square}, 0 at first), learning rate lr,
 * weight decay lambda and step t from 1 on, norms over all elements of one parameter:
 *
 * <pre>
 * m  = beta1 m + (1 - beta1) g
 * v  = beta2 v + (1 - beta2) g^2
 * u  = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + lambda p
 * p -= lr |p| / |u| u                              (|p| / |u| is 1 where a norm is 0)
 * </pre>
 *
 * <p>The paper's function phi of |p| is the identity. With {@code adapt-vectors: false} parameters of one dimension, such as biases and those
 * of normalization, are updated with 1 for the ratio and without weight decay.
 *
 * <p>Source: Y. You and others, "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR 2020, algorithm 2.
 */
record LambOptimizer(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean biasCorrection,
        boolean adaptVectors)
        implements Optimizer {
    @Override
    public Value update(UpdateRule rule, Value parameter, Value gradient) {
        Emitter emit = new Emitter(rule, parameter.shape());
        GraphBuilder graph = rule.graph();
        Value mean = emit.moment("mean", gradient, beta1);
        Value square = emit.moment("square", emit.square(gradient), beta2);
        if (biasCorrection) {
            mean = graph.divide(mean, emit.full(emit.biasCorrection(beta1)));
            square = graph.divide(square, emit.full(emit.biasCorrection(beta2)));
        }
        Value direction = graph.divide(mean, emit.plus(emit.sqrt(square), epsilon));
        if (!adaptVectors && parameter.shape().rank() <= 1) {
            return emit.step(parameter, direction);
        }
        direction = emit.decayed(direction, parameter, weightDecay);
        Value ofParameter = emit.norm(parameter);
        Value ofStep = emit.norm(direction);
        Value trust = emit.whereNonZero(ofParameter, ofStep, graph.divide(ofParameter, ofStep));
        return emit.step(parameter, graph.multiply(emit.full(trust), direction));
    }
}
