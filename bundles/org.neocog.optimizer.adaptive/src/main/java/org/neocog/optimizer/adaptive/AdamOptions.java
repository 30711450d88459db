package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;

/** What Adam and AdamW have in common. */
final class AdamOptions {
    static final Option<Double> BETA1 =
            CommonOptions.share("beta1", "Share of the mean of gradients that is kept from step to step.", 0.9);
    static final Option<Double> BETA2 = CommonOptions.share(
            "beta2", "Share of the mean of squared gradients that is kept from step to step.", 0.999);
    static final Option<Double> EPSILON = CommonOptions.epsilon(1e-8);
    static final Option<Boolean> AMSGRAD = Option.flag(
                    "amsgrad", "Divide by the greatest mean of squared gradients so far (Reddi, Kale, Kumar 2018).")
            .orElse(false);
    static final Option<AdamForm> FORM = Option.choice(
                    "form",
                    "Where epsilon stands: corrected adds it to the corrected root as the paper's algorithm 1, efficient to the"
                            + " root itself.",
                    AdamForm.class)
            .orElse(AdamForm.CORRECTED);

    private AdamOptions() {}

    static Schema schema(Option<Double> weightDecay) {
        return Schema.of(CommonOptions.LEARNING_RATE, BETA1, BETA2, EPSILON, weightDecay, AMSGRAD, FORM);
    }

    static AdamOptimizer create(Options options, Option<Double> weightDecay, boolean decoupled) {
        return new AdamOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(BETA1),
                options.get(BETA2),
                options.get(EPSILON),
                options.get(weightDecay),
                decoupled,
                options.get(AMSGRAD),
                options.get(FORM));
    }
}
