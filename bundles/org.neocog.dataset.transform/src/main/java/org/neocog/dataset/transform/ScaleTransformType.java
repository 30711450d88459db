package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.PointwiseTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code scale}: {@code y = x * factor + offset} for every pixel, in float32. */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + ScaleTransformType.NAME)
public final class ScaleTransformType implements TransformType {
    static final String NAME = "scale";

    static final Option<Double> FACTOR =
            Option.number("factor", "what pixels are multiplied by").orElse(1.0);
    static final Option<Double> OFFSET =
            Option.number("offset", "what is added after that").orElse(0.0);

    private static final Schema SCHEMA = Schema.of(FACTOR, OFFSET).primary(FACTOR);

    @Activate
    public ScaleTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Multiplies every pixel by a factor and adds an offset.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        return new Scale(
                input, options.get(FACTOR).floatValue(), options.get(OFFSET).floatValue());
    }

    private record Scale(Shape outputShape, float factor, float offset) implements PointwiseTransform {
        @Override
        public float map(int channel, float value) {
            return value * factor + offset;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int size = outputShape.intSize();
            for (int i = 0; i < size; i++) {
                target[i] = source[i] * factor + offset;
            }
        }
    }
}
