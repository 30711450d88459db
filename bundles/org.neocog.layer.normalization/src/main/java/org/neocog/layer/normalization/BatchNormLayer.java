package org.neocog.layer.normalization;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = weight (x - mean) / sqrt(variance + epsilon) + bias}, per channel.
 *
 * <p>In training, mean and variance are those of the batch, over all dimensions but the channels; the variance that divides is the biased
 * one. The running statistics follow them: {@code running = (1 - momentum) running + momentum batch}, with the unbiased variance, {@code n /
 * (n - 1)} times the biased one, n elements per channel. In evaluation mean and variance are the running ones.
 *
 * <p>Input and output {@code [N, C, ..]}. Parameters {@code weight [C]}, 1 at first, and {@code bias [C]}, 0 at first, unless {@code affine}
 * is false; statistics {@code running_mean [C]}, 0 at first, and {@code running_var [C]}, 1 at first.
 *
 * <ul>
 *   <li>C1: the input has a batch and channels.
 *   <li>C2: in training a channel has more than one element, else there is no variance.
 *   <li>C3: initial values go with affine.
 * </ul>
 *
 * <p>Source: Ioffe, Szegedy 2015, "Batch normalization: accelerating deep network training by reducing internal covariate shift", algorithms 1
 * and 2; statistics by an exponential mean, as PyTorch has them.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=batch-norm")
public final class BatchNormLayer implements LayerType {
    private static final Option<Double> MOMENTUM = Option.number(
                    "momentum", "share of the batch in the running statistics, in the sense of PyTorch")
            .orElse(0.1)
            .atLeast(0)
            .atMost(1);
    private static final Option<Double> EPSILON =
            Option.number("epsilon", "is added to the variance").orElse(1e-5).above(0);
    private static final Option<Boolean> AFFINE =
            Option.flag("affine", "whether a weight and a bias are trained").orElse(true);
    private static final Option<PlugInConfig> WEIGHT_INIT = Initialization.option(
                    "weight-init", "first values of the weight; 1, if absent")
            .optional();
    private static final Option<PlugInConfig> BIAS_INIT = Initialization.option(
                    "bias-init", "first values of the bias; 0, if absent")
            .optional();
    private static final Schema SCHEMA = Schema.of(MOMENTUM, EPSILON, AFFINE, WEIGHT_INIT, BIAS_INIT)
            .rule(
                    "C3",
                    "initial values must go with affine",
                    o -> o.get(AFFINE)
                            || o.find(WEIGHT_INIT).isEmpty()
                                    && o.find(BIAS_INIT).isEmpty(),
                    AFFINE);

    @Override
    public String name() {
        return "batch-norm";
    }

    @Override
    public String summary() {
        return "Normalizes each channel by the mean and variance of the batch.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne((to, x) -> lower(to, x, options));
    }

    private static Value lower(Lowering to, Value x, Options options) {
        requireElements(to, x.shape());
        GraphBuilder graph = to.graph();
        Shape perChannel = Shape.of(x.shape().dim(1));
        boolean affine = options.get(AFFINE);
        Value weight = affine
                ? to.parameter("weight", perChannel, Initialization.by(options.find(WEIGHT_INIT), 1, 1, 1))
                : graph.splat(new TensorType(x.element(), perChannel), 1);
        Value bias = affine
                ? to.parameter("bias", perChannel, Initialization.by(options.find(BIAS_INIT), 0, 1, 1))
                : graph.zeros(new TensorType(x.element(), perChannel));
        Value runningMean = to.statistic("running_mean", perChannel, 0);
        Value runningVariance = to.statistic("running_var", perChannel, 1);
        double epsilon = options.get(EPSILON);
        if (!to.training()) {
            return graph.batchNormalizationInference(x, weight, bias, runningMean, runningVariance, epsilon);
        }
        List<Value> results = graph.batchNormalizationTraining(x, weight, bias, epsilon);
        double momentum = options.get(MOMENTUM);
        double elements = elementsPerChannel(x.shape());
        to.update(runningMean, follow(graph, runningMean, results.get(1), momentum, 1));
        to.update(runningVariance, follow(graph, runningVariance, results.get(2), momentum, elements / (elements - 1)));
        return results.get(0);
    }

    /** {@code (1 - momentum) running + momentum correction batch}. */
    private static Value follow(GraphBuilder graph, Value running, Value batch, double momentum, double correction) {
        return graph.add(graph.scale(running, 1 - momentum), graph.scale(batch, momentum * correction));
    }

    private static long elementsPerChannel(Shape input) {
        return input.dim(0) * input.range(2, input.rank()).size();
    }

    private static void requireElements(Lowering to, Shape input) {
        if (input.rank() < 2) {
            throw to.reject("C1", "the input must be [N, C, ..]", "Change the layer before it.", "input", input);
        }
        if (to.training() && elementsPerChannel(input) < 2) {
            throw to.reject(
                    "C2",
                    "a channel must have more than one element in training",
                    "Use larger batches, and drop a last one that has one image.",
                    "input",
                    input);
        }
    }
}
