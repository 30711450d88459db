package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Shape;

/** What the two flips have in common: all but the way. */
abstract class FlipTransformType implements TransformType {
    static final Option<Double> PROBABILITY = Option.number("probability", "how often an image is mirrored")
            .orElse(0.5)
            .atLeast(0)
            .atMost(1);

    private static final Schema SCHEMA = Schema.of(PROBABILITY).primary(PROBABILITY);

    private final String name;
    private final String way;

    /** @param way such as "left to right" */
    FlipTransformType(String name, String way) {
        this.name = name;
        this.way = way;
    }

    abstract Transform flip(Shape shape, double probability);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String summary() {
        return "Mirrors some images, " + way + ".";
    }

    @Override
    public final Schema schema() {
        return SCHEMA;
    }

    @Override
    public final Transform create(Options options, Shape input) {
        Images.require(name, input, options);
        return flip(input, options.get(PROBABILITY));
    }
}
