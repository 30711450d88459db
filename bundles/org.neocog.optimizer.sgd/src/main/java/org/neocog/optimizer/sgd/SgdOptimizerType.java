package org.neocog.optimizer.sgd;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + SgdOptimizerType.NAME)
public final class SgdOptimizerType implements OptimizerType {
    static final String NAME = "sgd";

    static final Option<Double> LEARNING_RATE = Option.number(
                    "learning-rate", "Length of a step, which the schedule's factor multiplies.")
            .above(0);
    static final Option<Double> MOMENTUM = Option.number(
                    "momentum", "Share of the velocity that is kept from step to step.")
            .atLeast(0)
            .below(1)
            .orElse(0.0);
    static final Option<Boolean> NESTEROV = Option.flag(
                    "nesterov", "Take the gradient as if the velocity had moved the parameters already.")
            .orElse(false);
    static final Option<Double> DAMPENING = Option.number(
                    "dampening", "Share of the gradient that the velocity leaves out, but in the first step.")
            .atLeast(0)
            .atMost(1)
            .orElse(0.0);
    static final Option<Double> WEIGHT_DECAY = Option.number(
                    "weight-decay", "This times the parameter is added to its gradient.")
            .atLeast(0)
            .orElse(0.0);
    static final Option<SgdForm> FORM = Option.choice(
                    "form",
                    "Where the learning rate enters: torch scales the velocity, caffe scales what is added to it.",
                    SgdForm.class)
            .orElse(SgdForm.TORCH);

    private static final Schema SCHEMA = Schema.of(LEARNING_RATE, MOMENTUM, NESTEROV, DAMPENING, WEIGHT_DECAY, FORM)
            .rule(
                    "C1",
                    "nesterov needs a momentum above 0",
                    options -> !options.get(NESTEROV) || options.get(MOMENTUM) > 0,
                    NESTEROV,
                    MOMENTUM)
            .rule(
                    "C2",
                    "dampening needs a momentum above 0, form torch and no nesterov",
                    SgdOptimizerType::dampeningFits,
                    DAMPENING,
                    MOMENTUM,
                    FORM,
                    NESTEROV);

    private static boolean dampeningFits(Options options) {
        return options.get(DAMPENING) == 0
                || (options.get(MOMENTUM) > 0 && options.get(FORM) == SgdForm.TORCH && !options.get(NESTEROV));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Stochastic gradient descent with momentum, Nesterov momentum and weight decay.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new SgdOptimizer(
                options.get(LEARNING_RATE),
                options.get(MOMENTUM),
                options.get(NESTEROV),
                options.get(DAMPENING),
                options.get(WEIGHT_DECAY),
                options.get(FORM));
    }
}
