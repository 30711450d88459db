package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.MixTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code mixup}: {@code s x + (1 - s) y} of an image x and the next one y of its batch, and of their labels, with a share s of its own
 * for each image out of the distribution Beta(alpha, alpha). With a small alpha most shares are near 0 or 1, with 1 all are equally likely.
 *
 * <p>Source: H. Zhang, M. Cisse, Y. Dauphin, D. Lopez-Paz 2018, "mixup: Beyond empirical risk minimization", ICLR, equation 1.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + MixupTransformType.NAME)
public final class MixupTransformType implements TransformType {
    static final String NAME = "mixup";

    static final Option<Double> ALPHA = Option.number(
                    "alpha", "both parameters of the beta distribution that the shares are drawn from")
            .orElse(0.2)
            .atLeast(0.01)
            .atMost(1000);

    private static final Schema SCHEMA = Schema.of(ALPHA).primary(ALPHA);

    @Activate
    public MixupTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mixes each image with the next one of its batch, and their labels.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new Mixup(input, options.get(ALPHA));
    }

    private record Mixup(Shape outputShape, double alpha) implements MixTransform {
        @Override
        public float mix(float[] own, float[] next, float[] mixture, Philox.Stream random) {
            float share = (float) BetaDistribution.draw(alpha, random);
            float rest = 1 - share;
            for (int i = 0; i < outputShape.intSize(); i++) {
                mixture[i] = share * own[i] + rest * next[i];
            }
            return share;
        }
    }
}
