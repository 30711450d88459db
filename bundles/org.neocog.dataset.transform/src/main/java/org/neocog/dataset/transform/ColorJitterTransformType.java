package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code color-jitter}: changes brightness, contrast, saturation and hue, in a random order, of pixels from 0 to 1; each result is
 * cut to that range.
 *
 * <ul>
 *   <li>brightness: {@code f x}
 *   <li>contrast: {@code f x + (1 - f) m}, m the mean grey of the image
 *   <li>saturation: {@code f x + (1 - f) g}, g the pixel's grey, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601)
 *   <li>hue: the angle of the colour, plus {@code h} turns
 * </ul>
 *
 * <p>Each factor f is uniform from {@code max(0, 1 - s)} to {@code 1 + s} with the option's strength s, h uniform from -s to s. Images of one
 * channel have no saturation and no hue.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + ColorJitterTransformType.NAME)
public final class ColorJitterTransformType implements TransformType {
    static final String NAME = "color-jitter";

    static final Option<Double> BRIGHTNESS =
            strength("brightness", "how far the factor of the brightness is from 1 at most");
    static final Option<Double> CONTRAST = strength("contrast", "how far the factor of the contrast is from 1 at most");
    static final Option<Double> SATURATION =
            strength("saturation", "how far the factor of the saturation is from 1 at most");
    static final Option<Double> HUE = strength("hue", "by how much the hue turns at most, either way")
            .unit("turns")
            .atMost(0.5);

    private static final Schema SCHEMA = Schema.of(BRIGHTNESS, CONTRAST, SATURATION, HUE);

    private static Option<Double> strength(String name, String help) {
        return Option.number(name, help).orElse(0.0).atLeast(0);
    }

    @Activate
    public ColorJitterTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Changes brightness, contrast, saturation and hue at random.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        boolean colours = options.get(SATURATION) > 0 || options.get(HUE) > 0;
        if (input.dim(0) != 1 || colours) {
            Images.requireRgb(
                    NAME,
                    colours ? options.location(options.get(HUE) > 0 ? HUE : SATURATION) : options.location(),
                    input);
        }
        return new ColorJitter(
                input, options.get(BRIGHTNESS), options.get(CONTRAST), options.get(SATURATION), options.get(HUE));
    }
}
