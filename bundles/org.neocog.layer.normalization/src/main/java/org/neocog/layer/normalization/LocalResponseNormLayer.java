package org.neocog.layer.normalization;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y[c] = x[c] / (k + a sum of x[j]^2)^beta}, j over the {@code size} channels around c that there are: channels compete with their
 * neighbours. {@code a} is {@code alpha / size}, or {@code alpha} as in the paper if {@code divide-by-size} is false.
 *
 * <p>Input and output {@code [N, C, ..]}. C1: the input has a batch and channels.
 *
 * <p>Source: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks", 3.3: size 5, alpha 1e-4,
 * beta 0.75, k 2, alpha not divided by size. Caffe and PyTorch divide, and have k 1.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=local-response-norm")
public final class LocalResponseNormLayer implements LayerType {
    private static final Option<Integer> SIZE = Option.integer("size", "channels that compete, an odd number")
            .orElse(5)
            .atLeast(1)
            .check("be odd", size -> size % 2 == 1);
    private static final Option<Double> ALPHA =
            Option.number("alpha", "weight of the squares").orElse(1e-4).atLeast(0);
    private static final Option<Double> BETA =
            Option.number("beta", "exponent").orElse(0.75).atLeast(0);
    private static final Option<Double> K =
            Option.number("k", "is added to the squares").orElse(1.0).above(0);
    private static final Option<Boolean> DIVIDE_BY_SIZE = Option.flag(
                    "divide-by-size", "whether alpha is divided by size; false: as the paper has it")
            .orElse(true);
    private static final Schema SCHEMA =
            Schema.of(SIZE, ALPHA, BETA, K, DIVIDE_BY_SIZE).primary(SIZE);

    @Override
    public String name() {
        return "local-response-norm";
    }

    @Override
    public String summary() {
        return "Divides each element by a power of the squares of its neighbours in other channels.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        int size = options.get(SIZE);
        double alpha = options.get(ALPHA) * (options.get(DIVIDE_BY_SIZE) ? 1 : size);
        double beta = options.get(BETA);
        double k = options.get(K);
        return LayerSpec.ofOne((to, x) -> {
            if (x.shape().rank() < 2) {
                throw to.reject(
                        "C1", "the input must be [N, C, ..]", "Change the layer before it.", "input", x.shape());
            }
            return to.graph().localResponseNormalization(x, size, alpha, beta, k);
        });
    }
}
