package org.neocog.experiment;

import java.nio.file.Path;
import java.util.List;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.EpochMetric;

/** The keys that say how a training treats gradients and weights, what it begins with, and when it ends early. */
final class TrainingSchema {
    static final Option<Double> NORM = Option.number("norm", "most that the norm of all gradients together may be")
            .optional()
            .above(0);
    static final Option<Double> VALUE =
            Option.number("value", "most that any number may be").optional().above(0);
    static final Option<Options> GRAD_CLIP = Option.group(
                    "grad-clip",
                    "how gradients are bounded",
                    Schema.of(NORM, VALUE)
                            .primary(NORM)
                            .rule(
                                    "clip",
                                    "exactly one of norm and value must be given",
                                    options -> options.find(NORM).isPresent()
                                            != options.find(VALUE).isPresent(),
                                    NORM,
                                    VALUE))
            .optional();

    static final Option<Double> DECAY = Option.number("decay", "share that is kept from step to step")
            .atLeast(0)
            .below(1);
    static final Option<Boolean> EVALUATE =
            Option.flag("evaluate", "whether it is evaluated after each epoch").orElse(true);
    static final Option<Options> EMA = Option.group(
                    "ema",
                    "moving average of weights and statistics",
                    Schema.of(DECAY, EVALUATE).primary(DECAY))
            .optional();

    static final Option<EpochMetric> METRIC = Option.choice("metric", "what has to become better", EpochMetric.class)
            .orElse(EpochMetric.EVAL_LOSS);
    static final Option<Integer> PATIENCE = Option.integer("patience", "epochs without improvement that are borne")
            .orElse(10)
            .atLeast(0);
    static final Option<Double> THRESHOLD = Option.number("threshold", "relative improvement that counts")
            .orElse(0.0)
            .atLeast(0);
    static final Option<Options> EARLY_STOPPING = Option.group(
                    "early-stopping",
                    "ends the training when a metric does not become better",
                    Schema.of(METRIC, PATIENCE, THRESHOLD).primary(PATIENCE))
            .optional();

    static final Option<Double> SECONDS =
            Option.number("seconds", "time").unit("second").optional().above(0);
    static final Option<Long> STEPS =
            Option.longInteger("steps", "updates of the parameters").optional().atLeast(1);
    static final Option<Options> BUDGET = Option.group(
                    "budget",
                    "after how much one call of run or resume stops with a checkpoint",
                    Schema.of(SECONDS, STEPS).primary(SECONDS))
            .optional();

    // ---- guards

    static final Option<GuardSection.Policy> NOT_FINITE = Option.choice(
                    "not-finite", "what to do about a loss that is NaN or infinite", GuardSection.Policy.class)
            .orElse(GuardSection.Policy.STOP);
    static final Option<GuardSection.Policy> SPIKE_POLICY =
            Option.choice("policy", "what to do", GuardSection.Policy.class).orElse(GuardSection.Policy.ROLLBACK);
    static final Option<Double> FACTOR = Option.number("factor", "how many times the mean of those before it")
            .orElse(10.0)
            .above(1);
    static final Option<Integer> WINDOW =
            Option.integer("window", "steps in that mean").orElse(100).atLeast(1);
    static final Option<Options> SPIKE = Option.group(
                    "spike",
                    "a loss far above those before it",
                    Schema.of(SPIKE_POLICY, FACTOR, WINDOW).primary(SPIKE_POLICY))
            .optional();
    static final Option<GuardSection.Policy> STALL_POLICY = Option.choice(
                    "policy", "what to do", GuardSection.Policy.class)
            .orElse(GuardSection.Policy.STOP)
            .check("be stop or lower-learning-rate", policy -> policy != GuardSection.Policy.ROLLBACK);
    static final Option<Integer> STALL_EPOCHS =
            Option.integer("epochs", "epochs without improvement").orElse(10).atLeast(1);
    static final Option<Double> STALL_THRESHOLD = Option.number("threshold", "relative improvement that counts")
            .orElse(0.001)
            .atLeast(0);
    static final Option<Options> STALL = Option.group(
                    "stall",
                    "a training loss that does not become better",
                    Schema.of(STALL_POLICY, STALL_EPOCHS, STALL_THRESHOLD).primary(STALL_POLICY))
            .optional();
    static final Option<Integer> ATTEMPTS = Option.integer(
                    "attempts", "how often the run goes back or lowers its rate before it fails")
            .orElse(3)
            .atLeast(0);
    static final Option<Double> GAMMA = Option.number("gamma", "factor of the learning rate where it is lowered")
            .orElse(0.5)
            .above(0)
            .below(1);
    static final Option<Options> GUARDS = Option.group(
                    "guards",
                    "what happens when a training goes wrong",
                    Schema.of(NOT_FINITE, SPIKE, STALL, ATTEMPTS, GAMMA))
            .orElseConfig(java.util.Map.of());

    // ---- tracking

    static final Option<Boolean> TENSORBOARD =
            Option.flag("tensorboard", "event files for TensorBoard").orElse(false);
    static final Option<Boolean> ARROW = Option.flag("arrow", "Arrow streams").orElse(false);
    static final Option<Integer> HISTOGRAMS = Option.integer(
                    "histograms",
                    "epochs from one histogram of all weights, and picture of the first filters, in TensorBoard's event files to"
                            + " the next; 0 for none")
            .orElse(1)
            .atLeast(0);
    static final Option<Options> TRACK = Option.group(
                    "track", "further forms of what a run measures", Schema.of(TENSORBOARD, HISTOGRAMS, ARROW))
            .orElseConfig(java.util.Map.of());

    // ---- swaps

    static final Option<SwapSection.Policy> SWAP_POLICY = Option.choice(
                    "policy", "who decides that the backend is replaced under the run", SwapSection.Policy.class)
            .orElse(SwapSection.Policy.AUTO);
    static final Option<Double> TOLERANCE = Option.number(
                    "tolerance",
                    "relative difference that the proof of a new backend allows; fits the precision if absent")
            .optional()
            .above(0)
            .below(1);
    static final Option<Double> TIMEOUT = Option.number(
                    "timeout", "how long compiling and proving a backend, or one call of it, may take")
            .unit("second")
            .orElse(1800.0)
            .above(0);
    static final Option<Double> QUIESCE = Option.number(
                    "quiesce", "how long a leaving bundle waits for the run to come to a step boundary")
            .unit("second")
            .orElse(10.0)
            .atLeast(0);
    static final Option<Double> GRACE = Option.number(
                    "grace", "how long the run waits for a backend that left to come back before it takes another")
            .unit("second")
            .orElse(3.0)
            .atLeast(0);
    static final Option<Options> SWAP = Option.group(
                    "swap",
                    "how the backend is replaced under the run",
                    Schema.of(SWAP_POLICY, TOLERANCE, TIMEOUT, QUIESCE, GRACE).primary(SWAP_POLICY))
            .orElseConfig(java.util.Map.of());

    static final Option<String> SHADOW_BACKEND =
            Option.text("backend", "the second backend, by name as in backend.prefer");
    static final Option<Long> SHADOW_EVERY = Option.longInteger("every", "distance of the steps that it does as well")
            .orElse(100L)
            .atLeast(1);
    static final Option<Options> SHADOW = Option.group(
                    "shadow",
                    "a second backend that does some steps as well, to be compared",
                    Schema.of(SHADOW_BACKEND, SHADOW_EVERY).primary(SHADOW_BACKEND))
            .optional();

    static final Option<ConfigNode> SWEEP = Option.node(
                    "sweep", "trials with other values of some keys: neocog sweep CONFIG")
            .optional();

    // ---- optimizer

    static final Option<ConfigNode> GROUPS = Option.node(
                    "groups", "parameters that are updated otherwise: [{match: \"*.bias\", weight-decay: 0}]")
            .optional();
    static final Schema OPTIMIZER = Schema.of(GROUPS);
    static final Option<List<String>> MATCH = Option.texts(
                    "match", "names of parameters, in which * stands for any characters")
            .length(1, Integer.MAX_VALUE);
    static final Option<Double> RATE_FACTOR = Option.number("rate-factor", "factor of the learning rate")
            .orElse(1.0)
            .atLeast(0);
    static final Option<Boolean> FROZEN =
            Option.flag("frozen", "whether they stay as they are").orElse(false);
    static final Schema GROUP = Schema.of(MATCH, RATE_FACTOR, FROZEN);

    // ---- model

    static final Option<Path> WEIGHTS =
            Option.path("weights", "safetensors file that training starts from").optional();
    static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes of the new classifier").atLeast(1);
    static final Option<Options> HEAD = Option.group(
                    "head",
                    "a new classifier in place of the network's own",
                    Schema.of(CLASSES).primary(CLASSES))
            .optional();
    static final Option<List<String>> FREEZE = Option.texts(
                    "freeze", "names of variables that stay as they are, in which * stands for any characters")
            .orElse(List.of());
    static final Schema TRANSFER = Schema.of(WEIGHTS, HEAD, FREEZE);

    private TrainingSchema() {}
}
