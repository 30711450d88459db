package org.neocog.optimizer.adaptive;

import java.util.List;
import java.util.stream.IntStream;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.Shape;

/** The formulas that these optimizers share, emitted for one parameter. */
record Emitter(UpdateRule rule, Shape shape) {
    GraphBuilder graph() {
        return rule.graph();
    }

    /** The learning rate in the parameter's shape. */
    Value rate() {
        return full(rule.learningRate());
    }

    /** A scalar repeated to the parameter's shape. */
    Value full(Value scalar) {
        return graph().broadcastScalar(scalar, shape);
    }

    Value plus(Value x, double number) {
        return number == 0 ? x : graph().add(x, graph().splat(x.type(), number));
    }

    Value square(Value x) {
        return graph().multiply(x, x);
    }

    Value sqrt(Value x) {
        return graph().unary(UnaryFunction.SQRT, x);
    }

    /** {@code gradient + decay parameter}: L2 regularization, which passes through the moments. */
    Value decayed(Value gradient, Value parameter, double decay) {
        return decay == 0 ? gradient : graph().add(gradient, graph().scale(parameter, decay));
    }

    /** {@code beta old + (1 - beta) x}. */
    Value average(Value old, Value x, double beta) {
        return graph().add(graph().scale(old, beta), graph().scale(x, 1 - beta));
    }

    /** Keeps {@link #average} in a slot that starts at 0. @return the new average */
    Value moment(String slot, Value x, double beta) {
        Value old = rule.slot(slot, 0);
        Value next = average(old, x, beta);
        rule.update(old, next);
        return next;
    }

    /**
     * {@code 1 - beta^t}, a scalar. With {@code y = -t ln beta} and {@code h = tanh(y / 2)} it is {@code 2 h / (1 + h)}: unlike the difference
     * it loses no digits in float32 when beta is near 1 and t is small.
     */
    Value biasCorrection(double beta) {
        Value step = rule.step();
        if (beta == 0) {
            return graph().splat(step.type(), 1);
        }
        Value half = graph().unary(UnaryFunction.TANH, graph().scale(step, -StrictMath.log(beta) / 2));
        return graph().divide(graph().scale(half, 2), plus(half, 1));
    }

    /** Euclidean norm of all elements, a scalar. */
    Value norm(Value x) {
        List<Integer> axes = IntStream.range(0, x.shape().rank()).boxed().toList();
        return sqrt(graph().reduceSum(square(x), axes));
    }

    /** {@code ratio} where both norms are above 0, else 1; scalars. */
    Value whereNonZero(Value oneNorm, Value otherNorm, Value ratio) {
        GraphBuilder graph = graph();
        Value zero = graph.zeros(ratio.type());
        Value one = graph.splat(ratio.type(), 1);
        Value first = graph.select(graph.compare(Comparison.GREATER, otherNorm, zero), ratio, one);
        return graph.select(graph.compare(Comparison.GREATER, oneNorm, zero), first, one);
    }

    /** {@code parameter - rate direction}. */
    Value step(Value parameter, Value direction) {
        return graph().subtract(parameter, graph().multiply(rate(), direction));
    }
}
